-- Without a transaction: an index of a big table is made beside its writers.
-- Lists of some weeks in order of id: the slots of each day of UTC are walked.
CREATE INDEX CONCURRENTLY slots_by_day ON slots (company_id, ((starts_at AT TIME ZONE 'UTC')::date - DATE '1970-01-01'), id);
