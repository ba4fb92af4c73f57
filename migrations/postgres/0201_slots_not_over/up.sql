-- Without a transaction: an index of a big table is made beside its writers.
-- The work list of the sweep that notes what is over, of all companies.
CREATE INDEX CONCURRENTLY slots_not_over ON slots (ends_at) WHERE over_at IS NULL;
