DROP TABLE oidc_logins;
DROP TABLE identity_providers;
