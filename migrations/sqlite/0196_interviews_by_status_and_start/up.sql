-- Lists of interviews of a status in order of start.
CREATE INDEX interviews_by_status_and_start ON interviews (company_id, status, starts_at, id) WHERE starts_at IS NOT NULL;
