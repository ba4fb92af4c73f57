DROP TABLE login_failures;
CREATE TABLE login_failures (
    subject   TEXT        NOT NULL,
    failed_at TIMESTAMPTZ NOT NULL,
    id        UUID        NOT NULL,
    CONSTRAINT login_failures_pk PRIMARY KEY (subject, failed_at, id)
);
CREATE INDEX login_failures_by_time ON login_failures (failed_at);
DROP TABLE login_networks;
DROP TABLE user_identities;
ALTER TABLE identity_providers DROP COLUMN trust_unverified_email;
