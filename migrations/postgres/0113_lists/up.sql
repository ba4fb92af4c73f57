-- What lists are searched and sorted by. `name_key` is the folded name, as in jobs and candidates; names that were stored
-- before are folded by the database here, which on SQLite knows the Latin alphabet alone, and by the program with their
-- next change.
ALTER TABLE companies ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE companies SET name_key = lower(name);
ALTER TABLE users ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE users SET name_key = lower(name);
ALTER TABLE interview_templates ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE interview_templates SET name_key = lower(name);
ALTER TABLE calendars ADD COLUMN name_key TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE calendars SET name_key = lower(name);

-- Each order of a list has an index that begins with the company and ends with the id.
CREATE INDEX users_by_name ON users (company_id, name_key, id);
CREATE INDEX users_by_age ON users (company_id, created_at, id);
CREATE INDEX interview_templates_by_name ON interview_templates (company_id, name_key, id);
CREATE INDEX interview_templates_by_age ON interview_templates (company_id, created_at, id);
CREATE INDEX calendars_by_name ON calendars (company_id, name_key, id);
CREATE INDEX calendars_by_age ON calendars (company_id, created_at, id);
CREATE INDEX busy_periods_by_start ON busy_periods (company_id, starts_at, id);
CREATE INDEX busy_periods_by_age ON busy_periods (company_id, created_at, id);
CREATE INDEX webhooks_by_age ON webhooks (company_id, created_at, id);
CREATE INDEX availability_patterns_by_age ON availability_patterns (company_id, created_at, id);
CREATE INDEX ai_configurations_by_age ON ai_configurations (company_id, created_at, id);

-- The same for administrators of the platform, whose lists are of all companies; companies are the platform's own.
CREATE INDEX companies_by_name ON companies (name_key, id);
CREATE INDEX companies_by_age ON companies (created_at, id);
CREATE INDEX users_of_all_by_name ON users (name_key, id);
CREATE INDEX users_of_all_by_age ON users (created_at, id);
CREATE INDEX jobs_of_all_by_title ON jobs (title_key, id);
CREATE INDEX jobs_of_all_by_age ON jobs (created_at, id);
CREATE INDEX candidates_of_all_by_name ON candidates (name_key, id);
CREATE INDEX candidates_of_all_by_age ON candidates (created_at, id);
