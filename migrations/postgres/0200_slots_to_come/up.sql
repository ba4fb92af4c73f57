-- Without a transaction: an index of a big table is made beside its writers.
-- Lists of slots that are available or booked, in order of id.
CREATE INDEX CONCURRENTLY slots_to_come ON slots (company_id, id) WHERE over_at IS NULL;
