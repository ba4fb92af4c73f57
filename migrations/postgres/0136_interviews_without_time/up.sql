-- Lists by start have interviews without a time at their end, in order of id.
-- Without a transaction: an index of a big table is made beside its writers.
CREATE INDEX CONCURRENTLY interviews_without_time ON interviews (company_id, id) WHERE starts_at IS NULL;
