DROP TABLE oidc_logins;
DROP TABLE identity_providers;
DROP TABLE login_failures;
DROP TABLE password_reset_requests;
DROP TABLE password_resets;
DROP TABLE api_keys;
DROP TABLE sessions;
