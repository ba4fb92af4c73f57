-- Servers remember who a session or an API key stands for, as long as two versions hold: that of the company, and `login:12` for
-- the sessions of a user, or `keys` for the keys of a company. Whatever ends one raises it in its own transaction, whoever makes
-- the change. Beginning one raises it as well, so that there is a version while anything can be remembered, and none once the
-- company is gone. `docs/ledger.md`, "Versions".

-- Of a user who goes, the user's own trigger tells.
CREATE TRIGGER sessions_raise_insert AFTER INSERT ON sessions BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT users.company_id AS company, 'login:' || users.id AS name FROM users
        WHERE users.id = NEW.user_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER sessions_raise_update AFTER UPDATE ON sessions BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT users.company_id AS company, 'login:' || users.id AS name FROM users
        WHERE users.id IN (OLD.user_id, NEW.user_id)) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER sessions_raise_delete AFTER DELETE ON sessions BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT users.company_id AS company, 'login:' || users.id AS name FROM users
        WHERE users.id = OLD.user_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

-- A user's role, company and whether they are active say who their sessions stand for.
CREATE TRIGGER users_raise_logins_update AFTER UPDATE ON users BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'login:' || OLD.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER users_raise_logins_delete AFTER DELETE ON users BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'login:' || OLD.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER api_keys_raise_insert AFTER INSERT ON api_keys BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'keys' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER api_keys_raise_update AFTER UPDATE ON api_keys BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'keys' AS name
        UNION SELECT NEW.company_id AS company, 'keys' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER api_keys_raise_delete AFTER DELETE ON api_keys BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'keys' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

-- Those that are there already.
INSERT INTO subjects (company_id, subject, version)
SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
FROM (SELECT DISTINCT company_id AS company, 'keys' AS name FROM api_keys) AS moved
WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
INSERT INTO subjects (company_id, subject, version)
SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
FROM (SELECT DISTINCT users.company_id AS company, 'login:' || users.id AS name FROM sessions
    JOIN users ON users.id = sessions.user_id) AS moved
WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
