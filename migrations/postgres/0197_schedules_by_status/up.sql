-- Without a transaction: an index of a big table is made beside its writers.
-- Lists of schedules of a status.
CREATE INDEX CONCURRENTLY schedules_by_status ON schedules (company_id, status, id);
