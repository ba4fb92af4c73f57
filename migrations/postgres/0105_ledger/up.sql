-- The ledger: everything that takes somebody's time, whatever it was booked for.

CREATE EXTENSION IF NOT EXISTS btree_gist;

-- One row per subject that ever had a commitment or an imported busy time. Whoever changes a subject's time raises its
-- version, which locks the row until the commit: so claims on one subject queue up here, instead of stalling in the
-- exclusion constraint below, and a reader can tell whether what it remembers of the subject still holds.
CREATE TABLE subjects (
    company_id BIGINT NOT NULL,
    subject    TEXT   NOT NULL, -- user:12, candidate:5, customer:ana@example.com, ai:technical:0
    version    BIGINT NOT NULL,
    CONSTRAINT subjects_pk PRIMARY KEY (company_id, subject),
    CONSTRAINT subjects_company_fk FOREIGN KEY (company_id) REFERENCES companies (id)
)
-- Room on each page for another version of its rows: what changes no index then leaves all of them alone.
WITH (fillfactor = 50);

CREATE TABLE commitments (
    id            UUID        NOT NULL,
    company_id    BIGINT      NOT NULL,
    subject       TEXT        NOT NULL,
    user_id       BIGINT, -- the subject's, where it is a user: history keeps its people
    starts_at     TIMESTAMPTZ NOT NULL,
    ends_at       TIMESTAMPTZ NOT NULL,
    buffer_before BIGINT      NOT NULL, -- seconds, as buffer_after
    buffer_after  BIGINT      NOT NULL,
    -- A list of words without a foreign key: on PostgreSQL that would lock the same few rows in every booking, and cost
    -- it 2 to 4 %. The program refuses what it does not know when it reads a row.
    source_kind   TEXT        NOT NULL,
    source_id     UUID        NOT NULL,
    state         TEXT        NOT NULL,
    expires_at    TIMESTAMPTZ,
    created_at    TIMESTAMPTZ NOT NULL,
    CONSTRAINT commitments_pk PRIMARY KEY (company_id, id),
    CONSTRAINT commitments_subject_fk FOREIGN KEY (company_id, subject) REFERENCES subjects (company_id, subject),
    CONSTRAINT commitments_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
    CONSTRAINT commitments_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT commitments_week_at_most CHECK (ends_at <= starts_at + INTERVAL '168 hours'),
    CONSTRAINT commitments_buffer_before_range CHECK (buffer_before BETWEEN 0 AND 86400),
    CONSTRAINT commitments_buffer_after_range CHECK (buffer_after BETWEEN 0 AND 86400),
    CONSTRAINT commitments_state_known CHECK (state IN ('held', 'booked')),
    CONSTRAINT commitments_held_expires CHECK ((state = 'held') = (expires_at IS NOT NULL)),
    -- The last line against double booking; claims never get as far as this. It speaks of meetings, since two
    -- buffers may overlap. It is on 64 bits of who it is instead of company and text: a third of the time for each
    -- row. Two subjects that meet in all 64 bits could not be booked at once, which nobody will see.
    CONSTRAINT commitments_no_overlap
        EXCLUDE USING gist (hashtextextended(subject, company_id) WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
);
CREATE INDEX commitments_by_subject ON commitments (company_id, subject, starts_at);
CREATE INDEX commitments_by_source ON commitments (company_id, source_id);
CREATE INDEX commitments_by_user ON commitments (company_id, user_id) WHERE user_id IS NOT NULL;
-- What keeps time clear around itself matters to claims from up to a day away, everything else only where it overlaps.
CREATE INDEX commitments_with_buffers ON commitments (company_id, subject, starts_at)
    WHERE buffer_before > 0 OR buffer_after > 0;
