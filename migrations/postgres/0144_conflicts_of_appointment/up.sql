-- Without a transaction: an index of a big table is made beside its writers.
CREATE INDEX CONCURRENTLY conflicts_of_appointment ON conflicts (company_id, appointment_id, id) WHERE appointment_id IS NOT NULL;
