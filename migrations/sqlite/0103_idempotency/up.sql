-- Answers that are kept so that a request which is sent again gets the same one (header Idempotency-Key).
--
-- A key belongs to whoever sent it and to the path; only digests of these are kept. There is no reference to companies:
-- a key outlives nothing, it is gone after a day.

CREATE TABLE idempotency_keys (
    company_id  BIGINT      NOT NULL, -- 0: the platform's administrators
    name        BYTEA       NOT NULL, -- SHA-256 of caller, path and key
    fingerprint BYTEA       NOT NULL, -- SHA-256 of the request
    status      BIGINT, -- null within the transaction that works out the answer, as headers and body
    headers     JSONB,
    body        BYTEA,
    expires_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT idempotency_keys_pk PRIMARY KEY (company_id, name),
    CONSTRAINT idempotency_keys_status_kept CHECK (status BETWEEN 200 AND 499)
) WITHOUT ROWID;
-- The work list of the sweep, which looks over all companies.
CREATE INDEX idempotency_keys_expired ON idempotency_keys (expires_at);
