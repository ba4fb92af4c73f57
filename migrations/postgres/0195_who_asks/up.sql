-- Servers remember who a session or an API key stands for, as long as two versions hold: that of the company, and `login:12` for
-- the sessions of a user, or `keys` for the keys of a company. Whatever ends one raises it in its own transaction, whoever makes
-- the change. Beginning one raises it as well, so that there is a version while anything can be remembered, and none once the
-- company is gone. `docs/ledger.md`, "Versions".

CREATE FUNCTION raise_of_logins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Of a user who goes, the user's own trigger tells.
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(users.company_id), array_agg('login:' || users.id))
        FROM new_rows JOIN users ON users.id = new_rows.user_id;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(users.company_id), array_agg('login:' || users.id))
        FROM old_rows JOIN users ON users.id = old_rows.user_id;
    ELSE
        PERFORM raise_versions(array_agg(users.company_id), array_agg('login:' || users.id))
        FROM (SELECT user_id FROM old_rows UNION SELECT user_id FROM new_rows) AS moved
        JOIN users ON users.id = moved.user_id;
    END IF;
    RETURN NULL;
END
$$;

-- A user's role, company and whether they are active say who their sessions stand for.
CREATE OR REPLACE FUNCTION raise_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(ARRAY[NEW.company_id], ARRAY['user:' || NEW.id]);
    ELSE
        PERFORM raise_versions(ARRAY[OLD.company_id, OLD.company_id], ARRAY['login:' || OLD.id, 'user:' || OLD.id]);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER sessions_raise_insert AFTER INSERT ON sessions REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_logins();
CREATE TRIGGER sessions_raise_update AFTER UPDATE ON sessions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_logins();
CREATE TRIGGER sessions_raise_delete AFTER DELETE ON sessions REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_logins();

CREATE TRIGGER api_keys_raise_insert AFTER INSERT ON api_keys REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('keys');
CREATE TRIGGER api_keys_raise_update AFTER UPDATE ON api_keys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('keys');
CREATE TRIGGER api_keys_raise_delete AFTER DELETE ON api_keys REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('keys');

-- Those that are there already.
SELECT raise_versions(array_agg(company_id), array_agg('keys'::text)) FROM api_keys;
SELECT raise_versions(array_agg(users.company_id), array_agg('login:' || users.id))
FROM sessions JOIN users ON users.id = sessions.user_id;
