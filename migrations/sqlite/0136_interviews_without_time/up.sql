-- Lists by start have interviews without a time at their end, in order of id.
CREATE INDEX interviews_without_time ON interviews (company_id, id) WHERE starts_at IS NULL;
