-- What `q` finds rare texts by: an index of the trigrams of folded names, titles and e-mails. It holds no text of its own
-- (an external-content table of FTS5), and triggers keep it beside its table. Whoever makes one of these tables anew makes the
-- triggers again, and then runs 'rebuild'.

CREATE VIRTUAL TABLE search_companies USING fts5 (
    name_key, content = 'companies', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none'
);
CREATE TRIGGER search_companies_insert AFTER INSERT ON companies BEGIN
    INSERT INTO search_companies (rowid, name_key) VALUES (new.id, new.name_key);
END;
CREATE TRIGGER search_companies_update AFTER UPDATE OF name_key ON companies WHEN old.name_key <> new.name_key BEGIN
    INSERT INTO search_companies (search_companies, rowid, name_key) VALUES ('delete', old.id, old.name_key);
    INSERT INTO search_companies (rowid, name_key) VALUES (new.id, new.name_key);
END;
CREATE TRIGGER search_companies_delete AFTER DELETE ON companies BEGIN
    INSERT INTO search_companies (search_companies, rowid, name_key) VALUES ('delete', old.id, old.name_key);
END;
INSERT INTO search_companies (search_companies) VALUES ('rebuild');

CREATE VIRTUAL TABLE search_users USING fts5 (
    name_key, email_key, content = 'users', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none'
);
CREATE TRIGGER search_users_insert AFTER INSERT ON users BEGIN
    INSERT INTO search_users (rowid, name_key, email_key) VALUES (new.id, new.name_key, new.email_key);
END;
CREATE TRIGGER search_users_update AFTER UPDATE OF name_key, email_key ON users WHEN old.name_key <> new.name_key OR old.email_key <> new.email_key BEGIN
    INSERT INTO search_users (search_users, rowid, name_key, email_key) VALUES ('delete', old.id, old.name_key, old.email_key);
    INSERT INTO search_users (rowid, name_key, email_key) VALUES (new.id, new.name_key, new.email_key);
END;
CREATE TRIGGER search_users_delete AFTER DELETE ON users BEGIN
    INSERT INTO search_users (search_users, rowid, name_key, email_key) VALUES ('delete', old.id, old.name_key, old.email_key);
END;
INSERT INTO search_users (search_users) VALUES ('rebuild');

CREATE VIRTUAL TABLE search_jobs USING fts5 (
    title_key, content = 'jobs', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none'
);
CREATE TRIGGER search_jobs_insert AFTER INSERT ON jobs BEGIN
    INSERT INTO search_jobs (rowid, title_key) VALUES (new.id, new.title_key);
END;
CREATE TRIGGER search_jobs_update AFTER UPDATE OF title_key ON jobs WHEN old.title_key <> new.title_key BEGIN
    INSERT INTO search_jobs (search_jobs, rowid, title_key) VALUES ('delete', old.id, old.title_key);
    INSERT INTO search_jobs (rowid, title_key) VALUES (new.id, new.title_key);
END;
CREATE TRIGGER search_jobs_delete AFTER DELETE ON jobs BEGIN
    INSERT INTO search_jobs (search_jobs, rowid, title_key) VALUES ('delete', old.id, old.title_key);
END;
INSERT INTO search_jobs (search_jobs) VALUES ('rebuild');

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
