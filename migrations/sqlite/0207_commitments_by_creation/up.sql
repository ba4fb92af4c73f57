-- Who was booked longest ago: the newest commitment of each of those who are weighed, without reading all of theirs.
CREATE INDEX commitments_by_creation ON commitments (company_id, subject, created_at);
