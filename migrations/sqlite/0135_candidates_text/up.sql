-- As in 0133; PostgreSQL makes an index of a big table in a migration of its own.
CREATE VIRTUAL TABLE search_candidates USING fts5 (
    name_key, email_key, content = 'candidates', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = 'none'
);
CREATE TRIGGER search_candidates_insert AFTER INSERT ON candidates BEGIN
    INSERT INTO search_candidates (rowid, name_key, email_key) VALUES (new.id, new.name_key, new.email_key);
END;
CREATE TRIGGER search_candidates_update AFTER UPDATE OF name_key, email_key ON candidates WHEN old.name_key <> new.name_key OR old.email_key <> new.email_key BEGIN
    INSERT INTO search_candidates (search_candidates, rowid, name_key, email_key) VALUES ('delete', old.id, old.name_key, old.email_key);
    INSERT INTO search_candidates (rowid, name_key, email_key) VALUES (new.id, new.name_key, new.email_key);
END;
CREATE TRIGGER search_candidates_delete AFTER DELETE ON candidates BEGIN
    INSERT INTO search_candidates (search_candidates, rowid, name_key, email_key) VALUES ('delete', old.id, old.name_key, old.email_key);
END;
INSERT INTO search_candidates (search_candidates) VALUES ('rebuild');
