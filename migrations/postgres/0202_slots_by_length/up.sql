-- Without a transaction: an index of a big table is made beside its writers.
-- Searches for slots of some length: there are few lengths, and the slots of each are walked in order of start.
CREATE INDEX CONCURRENTLY slots_by_length ON slots (company_id, (ends_at - starts_at), starts_at, id);
