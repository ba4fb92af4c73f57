-- What lists are sorted and searched by. The keys hold the text folded (domain::text::folded), so that case does not count in
-- any script, and both databases compare alike.

ALTER TABLE jobs ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
UPDATE jobs SET title_key = lower(title);
CREATE INDEX jobs_by_title ON jobs (company_id, title_key, id);
CREATE INDEX jobs_by_age ON jobs (company_id, created_at, id);

ALTER TABLE candidates ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE candidates ADD COLUMN email_key TEXT NOT NULL DEFAULT '';
UPDATE candidates SET name_key = lower(name), email_key = lower(email);
CREATE INDEX candidates_by_name ON candidates (company_id, name_key, id);
CREATE INDEX candidates_by_age ON candidates (company_id, created_at, id);
CREATE INDEX candidates_by_email ON candidates (company_id, email_key);
