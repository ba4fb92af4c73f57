-- Webhooks, and what was sent to them.

CREATE TABLE webhooks (
    id               INTEGER CONSTRAINT webhooks_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id       BIGINT      NOT NULL,
    url              TEXT        NOT NULL,
    description      TEXT,
    events           JSONB, -- names of events; without them all
    active           BOOLEAN     NOT NULL,
    secret           TEXT        NOT NULL, -- sealed, as old_secret
    old_secret       TEXT, -- signs too until it runs out
    old_secret_until TIMESTAMPTZ,
    failing_since    TIMESTAMPTZ, -- of the first failure after the last success
    disabled_at      TIMESTAMPTZ, -- by the product itself, and why
    disabled_reason  TEXT,
    version          BIGINT      NOT NULL,
    created_at       TIMESTAMPTZ NOT NULL,
    updated_at       TIMESTAMPTZ NOT NULL,
    CONSTRAINT webhooks_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT webhooks_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT webhooks_old_secret_whole CHECK ((old_secret IS NULL) = (old_secret_until IS NULL)),
    CONSTRAINT webhooks_disabled_with_reason CHECK ((disabled_at IS NULL) = (disabled_reason IS NULL)),
    CONSTRAINT webhooks_disabled_not_active CHECK (NOT active OR disabled_at IS NULL)
);

-- One event for one webhook, and what became of it.
CREATE TABLE webhook_deliveries (
    id              UUID        NOT NULL,
    company_id      BIGINT      NOT NULL,
    webhook_id      BIGINT      NOT NULL,
    event_id        UUID        NOT NULL, -- stays over attempts and replays, so that receivers can tell doubles
    kind            TEXT        NOT NULL,
    body            TEXT        NOT NULL, -- as it is sent, but for the token
    token           TEXT, -- sealed; put into the body when it is sent
    status          TEXT        NOT NULL,
    attempts        BIGINT      NOT NULL,
    last_attempt_at TIMESTAMPTZ,
    next_attempt_at TIMESTAMPTZ,
    response_status BIGINT,
    response        TEXT, -- the beginning of the last answer
    error           TEXT, -- why the last attempt counts as failed
    created_at      TIMESTAMPTZ NOT NULL,
    CONSTRAINT webhook_deliveries_pk PRIMARY KEY (company_id, id),
    CONSTRAINT webhook_deliveries_once UNIQUE (company_id, webhook_id, event_id),
    CONSTRAINT webhook_deliveries_webhook_fk FOREIGN KEY (company_id, webhook_id)
        REFERENCES webhooks (company_id, id) ON DELETE CASCADE,
    CONSTRAINT webhook_deliveries_status_known CHECK (status IN ('waiting', 'delivered', 'failed'))
);
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (company_id, webhook_id, id);
-- The work list of the sweep, which looks over all companies.
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (created_at) WHERE status <> 'waiting';
