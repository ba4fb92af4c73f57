-- Who may come in: sessions, API keys, password resets, log-in through a company's own OpenID Connect provider, and the
-- failed log-ins that are counted against guessing.
--
-- Of every token the SHA-256 alone is stored, in base64url: whoever reads the database can't use it. A token is looked
-- up before anybody knows whose it is, so its hash is the key, without a company before it.

CREATE TABLE sessions (
    token_hash TEXT        NOT NULL,
    user_id    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (token_hash),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT sessions_expires_after_start CHECK (expires_at > created_at)
) WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- company_id is null for keys of the platform's administrators, and for no others.
CREATE TABLE api_keys (
    id         INTEGER CONSTRAINT api_keys_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id BIGINT,
    name       TEXT        NOT NULL,
    role       TEXT        NOT NULL,
    token_hash TEXT        NOT NULL,
    expires_at TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT api_keys_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT api_keys_token_unique UNIQUE (token_hash),
    CONSTRAINT api_keys_name_given CHECK (name <> ''),
    CONSTRAINT api_keys_role_known
        CHECK (role IN ('admin', 'owner', 'hr_manager', 'recruiter', 'staff', 'customer', 'viewer')),
    CONSTRAINT api_keys_admin_of_platform CHECK ((role = 'admin') = (company_id IS NULL))
);
CREATE INDEX api_keys_by_company ON api_keys (company_id, id);

-- At most one per user. A newer token takes the place of the one before.
CREATE TABLE password_resets (
    user_id    BIGINT NOT NULL,
    token_hash TEXT,
    expires_at TIMESTAMPTZ,
    CONSTRAINT password_resets_pk PRIMARY KEY (user_id),
    CONSTRAINT password_resets_user_fk FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
    CONSTRAINT password_resets_token_unique UNIQUE (token_hash),
    CONSTRAINT password_resets_token_expires CHECK ((token_hash IS NULL) = (expires_at IS NULL))
) WITHOUT ROWID;

-- Who asked for a new password. Whether there is such an account is looked up by a worker, so that asking is the same
-- work for any e-mail. A row that was answered stays until the password was set, for whoever hands out tokens.
CREATE TABLE password_reset_requests (
    email_key    TEXT        NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    answered     BOOLEAN     NOT NULL,
    CONSTRAINT password_reset_requests_pk PRIMARY KEY (email_key)
) WITHOUT ROWID;
CREATE INDEX password_reset_requests_waiting ON password_reset_requests (requested_at) WHERE NOT answered;

-- Failed log-ins of the last minutes, one row per subject: the account (its e-mail, hashed, since people type passwords
-- into the wrong field) and the address.
CREATE TABLE login_failures (
    subject   TEXT        NOT NULL,
    failed_at TIMESTAMPTZ NOT NULL,
    id        UUID        NOT NULL,
    CONSTRAINT login_failures_pk PRIMARY KEY (subject, failed_at, id)
) WITHOUT ROWID;
CREATE INDEX login_failures_by_time ON login_failures (failed_at);

-- At most one per company. The secret is sealed with the installation's key.
CREATE TABLE identity_providers (
    company_id    BIGINT      NOT NULL,
    issuer        TEXT        NOT NULL,
    client_id     TEXT        NOT NULL,
    client_secret TEXT,
    group_claim   TEXT        NOT NULL,
    group_roles   JSONB       NOT NULL,
    default_role  TEXT,
    active        BOOLEAN     NOT NULL,
    version       BIGINT      NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    CONSTRAINT identity_providers_pk PRIMARY KEY (company_id),
    CONSTRAINT identity_providers_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT identity_providers_issuer_given CHECK (issuer <> ''),
    CONSTRAINT identity_providers_role_known
        CHECK (default_role IN ('owner', 'hr_manager', 'recruiter', 'staff', 'customer', 'viewer'))
) WITHOUT ROWID;

-- Log-ins that were begun and not finished. Who comes back shows the state before anybody knows of which company they are,
-- so its hash is the key, without a company before it.
CREATE TABLE oidc_logins (
    state_hash   TEXT        NOT NULL,
    company_id   BIGINT      NOT NULL,
    issuer       TEXT        NOT NULL, -- as it was when the log-in was begun
    redirect_uri TEXT        NOT NULL,
    nonce        TEXT        NOT NULL,
    verifier     TEXT        NOT NULL, -- of PKCE, sealed
    browser_hash TEXT, -- null where no browser began it
    expires_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT oidc_logins_pk PRIMARY KEY (state_hash),
    CONSTRAINT oidc_logins_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX oidc_logins_by_company ON oidc_logins (company_id);
CREATE INDEX oidc_logins_by_expiry ON oidc_logins (expires_at);
