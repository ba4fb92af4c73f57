-- Without a transaction: an index of a big table is made beside its writers.
CREATE INDEX CONCURRENTLY candidates_by_text ON candidates USING gin ((name_key || E'\n' || email_key) gin_trgm_ops);
