-- What is still to be done because of something that happened: written in the transaction of what happened, done after
-- it.

CREATE TABLE effects (
    id         UUID        NOT NULL,
    company_id BIGINT      NOT NULL,
    kind       TEXT        NOT NULL,
    payload    JSONB       NOT NULL,
    about      UUID, -- what it is done for, so that it can be dropped with it
    run_at     TIMESTAMPTZ NOT NULL, -- not before; whoever takes it moves this to the end of their lease
    lease      UUID, -- of whoever has taken it
    attempts   BIGINT      NOT NULL,
    last_error TEXT,
    dead_at    TIMESTAMPTZ, -- given up; kept for whoever looks after it
    created_at TIMESTAMPTZ NOT NULL,
    -- Whoever waits for one kind of server outside must not hold up what needs another, or none.
    lane       TEXT        NOT NULL DEFAULT 'local',
    CONSTRAINT effects_pk PRIMARY KEY (company_id, id),
    CONSTRAINT effects_company_fk FOREIGN KEY (company_id) REFERENCES companies (id)
);
-- The work list, over all companies.
CREATE INDEX effects_due ON effects (lane, run_at, id) WHERE dead_at IS NULL;
CREATE INDEX effects_dead ON effects (company_id, id) WHERE dead_at IS NOT NULL;
CREATE INDEX effects_by_about ON effects (company_id, about, kind) WHERE about IS NOT NULL;
