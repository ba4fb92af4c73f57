-- Without a transaction: an index of a big table is made beside its writers.
CREATE INDEX CONCURRENTLY conflicts_by_appointment ON conflicts (company_id, appointment_id) WHERE appointment_id IS NOT NULL;
