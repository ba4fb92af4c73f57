-- That something of a company changed, and of which kind: pages that are open ask for it once a second, and look again.
CREATE TABLE changes (
    id         UUID        NOT NULL,
    company_id BIGINT      NOT NULL,
    topic      TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT changes_pk PRIMARY KEY (company_id, id)
) WITHOUT ROWID;
CREATE INDEX changes_by_age ON changes (created_at);
