DROP TRIGGER api_keys_raise_delete;
DROP TRIGGER api_keys_raise_update;
DROP TRIGGER api_keys_raise_insert;
DROP TRIGGER users_raise_logins_delete;
DROP TRIGGER users_raise_logins_update;
DROP TRIGGER sessions_raise_delete;
DROP TRIGGER sessions_raise_update;
DROP TRIGGER sessions_raise_insert;
