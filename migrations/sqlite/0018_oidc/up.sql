-- Log-in through a company's own OpenID Connect provider.

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
