-- Without a transaction: an index of a big table is made beside its writers.
-- Who was booked longest ago: the newest commitment of each of those who are weighed, without reading all of theirs.
CREATE INDEX CONCURRENTLY commitments_by_creation ON commitments (company_id, subject, created_at);
