DROP TRIGGER api_keys_raise_delete ON api_keys;
DROP TRIGGER api_keys_raise_update ON api_keys;
DROP TRIGGER api_keys_raise_insert ON api_keys;
DROP TRIGGER sessions_raise_delete ON sessions;
DROP TRIGGER sessions_raise_update ON sessions;
DROP TRIGGER sessions_raise_insert ON sessions;

CREATE OR REPLACE FUNCTION raise_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM raise_versions(ARRAY[OLD.company_id], ARRAY['user:' || OLD.id]);
    ELSE
        PERFORM raise_versions(ARRAY[NEW.company_id], ARRAY['user:' || NEW.id]);
    END IF;
    RETURN NULL;
END
$$;

DROP FUNCTION raise_of_logins();
