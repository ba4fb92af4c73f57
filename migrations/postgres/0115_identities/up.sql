-- Who is who: users are known at a company's log-in provider by issuer and subject, and failed log-ins are counted by account
-- and network together.

ALTER TABLE identity_providers ADD COLUMN trust_unverified_email BOOLEAN NOT NULL DEFAULT FALSE;

CREATE TABLE user_identities (
    company_id BIGINT      NOT NULL,
    issuer     TEXT        NOT NULL,
    subject    TEXT        NOT NULL,
    user_id    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT user_identities_pk PRIMARY KEY (company_id, issuer, subject),
    CONSTRAINT user_identities_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT user_identities_once UNIQUE (company_id, user_id, issuer),
    CONSTRAINT user_identities_subject_given CHECK (subject <> '')
);

-- From where a user logged in with a password before: the address, of IPv6 its first 64 bits.
CREATE TABLE login_networks (
    user_id BIGINT      NOT NULL,
    network TEXT        NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT login_networks_pk PRIMARY KEY (user_id, network),
    CONSTRAINT login_networks_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

-- Failed log-ins, and wishes for a new password, of the last minutes. The account is its e-mail, hashed, since people type
-- passwords into the wrong field. The network is empty where it is not known.
DROP TABLE login_failures;
CREATE TABLE login_failures (
    kind      TEXT        NOT NULL,
    account   TEXT        NOT NULL,
    network   TEXT        NOT NULL,
    failed_at TIMESTAMPTZ NOT NULL,
    id        UUID        NOT NULL,
    CONSTRAINT login_failures_pk PRIMARY KEY (kind, account, failed_at, id),
    CONSTRAINT login_failures_kind_known CHECK (kind IN ('login', 'reset'))
);
CREATE INDEX login_failures_by_network ON login_failures (kind, network, failed_at);
CREATE INDEX login_failures_by_time ON login_failures (failed_at);
