-- What `q` finds rare texts by: an index of the trigrams of folded names, titles and e-mails. Like btree_gist (0105), pg_trgm
-- comes with PostgreSQL and may be made by whoever may create in the database.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE INDEX companies_by_text ON companies USING gin (name_key gin_trgm_ops);
CREATE INDEX users_by_text ON users USING gin ((name_key || E'\n' || email_key) gin_trgm_ops);
CREATE INDEX jobs_by_text ON jobs USING gin (title_key gin_trgm_ops);

-- Each filter of these lists in each of their orders.
CREATE INDEX users_by_role ON users (company_id, role, id);
CREATE INDEX users_by_role_and_name ON users (company_id, role, name_key, id);
CREATE INDEX users_by_role_and_age ON users (company_id, role, created_at, id);
CREATE INDEX users_by_active ON users (company_id, active, id);
CREATE INDEX users_by_active_and_name ON users (company_id, active, name_key, id);
CREATE INDEX users_by_active_and_age ON users (company_id, active, created_at, id);
CREATE INDEX jobs_by_active ON jobs (company_id, active, id);
CREATE INDEX jobs_by_active_and_title ON jobs (company_id, active, title_key, id);
CREATE INDEX jobs_by_active_and_age ON jobs (company_id, active, created_at, id);
