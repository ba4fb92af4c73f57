-- The times that are offered for interviews, and when people and AI systems are to be had for them.

-- When interviewers are to be had, on the wall clock of their own zones.
CREATE TABLE availability_patterns (
    id                INTEGER CONSTRAINT availability_patterns_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id        BIGINT      NOT NULL,
    user_id           BIGINT      NOT NULL,
    day_of_week       BIGINT      NOT NULL, -- 1 (Monday) to 7
    starts_minute     BIGINT      NOT NULL, -- after local midnight, as ends_minute; where that is smaller, over midnight
    ends_minute       BIGINT      NOT NULL,
    slot_minutes      BIGINT      NOT NULL,
    break_minutes     BIGINT      NOT NULL,
    is_available      BOOLEAN     NOT NULL,
    max_slots_per_day BIGINT      NOT NULL,
    valid_from        TEXT        NOT NULL, -- YYYY-MM-DD, a local date, as valid_until
    valid_until       TEXT,
    version           BIGINT      NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    CONSTRAINT availability_patterns_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT availability_patterns_day_range CHECK (day_of_week BETWEEN 1 AND 7),
    CONSTRAINT availability_patterns_start_range CHECK (starts_minute BETWEEN 0 AND 1439),
    CONSTRAINT availability_patterns_end_range CHECK (ends_minute BETWEEN 0 AND 1440),
    CONSTRAINT availability_patterns_not_empty CHECK (starts_minute <> ends_minute),
    CONSTRAINT availability_patterns_slot_range CHECK (slot_minutes BETWEEN 1 AND 1440),
    CONSTRAINT availability_patterns_break_range CHECK (break_minutes BETWEEN 0 AND 1440),
    CONSTRAINT availability_patterns_limit_range CHECK (max_slots_per_day BETWEEN 1 AND 1440),
    CONSTRAINT availability_patterns_until_after_from CHECK (valid_until >= valid_from)
);
CREATE INDEX availability_patterns_by_user ON availability_patterns (company_id, user_id);

-- Which interviews AI systems hold.
CREATE TABLE ai_interview_types (
    name TEXT NOT NULL,
    CONSTRAINT ai_interview_types_pk PRIMARY KEY (name)
) WITHOUT ROWID;
INSERT INTO ai_interview_types (name) VALUES
    ('technical'),
    ('behavioral'),
    ('coding'),
    ('system_design'),
    ('general');

-- When AI interviewers of a type are offered, on the wall clock of the company's zone, and with which settings.
CREATE TABLE ai_configurations (
    id                INTEGER CONSTRAINT ai_configurations_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id        BIGINT      NOT NULL,
    ai_interview_type TEXT        NOT NULL,
    day_of_week       BIGINT      NOT NULL, -- this and what follows as in availability_patterns
    starts_minute     BIGINT      NOT NULL,
    ends_minute       BIGINT      NOT NULL,
    slot_minutes      BIGINT      NOT NULL,
    break_minutes     BIGINT      NOT NULL,
    is_available      BOOLEAN     NOT NULL,
    max_slots_per_day BIGINT      NOT NULL,
    valid_from        TEXT        NOT NULL,
    valid_until       TEXT,
    ai_settings       JSONB,
    version           BIGINT      NOT NULL,
    created_at        TIMESTAMPTZ NOT NULL,
    updated_at        TIMESTAMPTZ NOT NULL,
    CONSTRAINT ai_configurations_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT ai_configurations_type_fk FOREIGN KEY (ai_interview_type) REFERENCES ai_interview_types (name),
    CONSTRAINT ai_configurations_day_range CHECK (day_of_week BETWEEN 1 AND 7),
    CONSTRAINT ai_configurations_start_range CHECK (starts_minute BETWEEN 0 AND 1439),
    CONSTRAINT ai_configurations_end_range CHECK (ends_minute BETWEEN 0 AND 1440),
    CONSTRAINT ai_configurations_not_empty CHECK (starts_minute <> ends_minute),
    CONSTRAINT ai_configurations_slot_range CHECK (slot_minutes BETWEEN 1 AND 1440),
    CONSTRAINT ai_configurations_break_range CHECK (break_minutes BETWEEN 0 AND 1440),
    CONSTRAINT ai_configurations_limit_range CHECK (max_slots_per_day BETWEEN 1 AND 1440),
    CONSTRAINT ai_configurations_until_after_from CHECK (valid_until >= valid_from)
);
CREATE INDEX ai_configurations_by_type ON ai_configurations (company_id, ai_interview_type);

-- A slot takes nobody's time while it is only offered: its first booking writes a commitment. Among slots its holder's
-- time is kept by the constraint below. The status of a slot is not stored: it follows from these columns.
CREATE TABLE slots (
    id                  UUID        NOT NULL,
    company_id          BIGINT      NOT NULL,
    subject             TEXT        NOT NULL, -- the holder's, as in the ledger: user:12, ai:technical:0
    interviewer_id      BIGINT, -- exactly one of this and ai_interview_type
    ai_interview_type   TEXT,
    ai_configuration    JSONB,
    slot_type           TEXT        NOT NULL,
    starts_at           TIMESTAMPTZ NOT NULL,
    ends_at             TIMESTAMPTZ NOT NULL,
    job_id              BIGINT,
    notes               TEXT,
    max_candidates      BIGINT      NOT NULL,
    current_bookings    BIGINT      NOT NULL,
    cancelled_at        TIMESTAMPTZ,
    cancellation_reason TEXT,
    version             BIGINT      NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    CONSTRAINT slots_pk PRIMARY KEY (company_id, id),
    CONSTRAINT slots_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT slots_interviewer_fk FOREIGN KEY (company_id, interviewer_id) REFERENCES users (company_id, id),
    CONSTRAINT slots_ai_type_fk FOREIGN KEY (ai_interview_type) REFERENCES ai_interview_types (name),
    CONSTRAINT slots_job_fk FOREIGN KEY (company_id, job_id) REFERENCES jobs (company_id, id),
    CONSTRAINT slots_one_holder CHECK ((interviewer_id IS NULL) <> (ai_interview_type IS NULL)),
    CONSTRAINT slots_type_known CHECK (slot_type IN ('fixed', 'flexible', 'recurring')),
    CONSTRAINT slots_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT slots_day_at_most CHECK (ends_at <= starts_at + 86400000000),
    CONSTRAINT slots_max_candidates_range CHECK (max_candidates >= 1),
    -- The last line against overbooking.
    CONSTRAINT slots_capacity CHECK (current_bookings BETWEEN 0 AND max_candidates),
    CONSTRAINT slots_cancelled_with_reason CHECK ((cancelled_at IS NULL) = (cancellation_reason IS NULL))
);
CREATE INDEX slots_by_start ON slots (company_id, starts_at, id);
CREATE INDEX slots_by_subject ON slots (company_id, subject, starts_at);
-- Search reads slots in order of start, then of id, and stops when a page is full. An index that holds a filter's slots
-- in just this order is read no further than the page; SQLite, which keeps no statistics here, takes no other.
CREATE INDEX slots_by_interviewer ON slots (company_id, interviewer_id, starts_at, id) WHERE interviewer_id IS NOT NULL;
CREATE INDEX slots_by_job ON slots (company_id, job_id, starts_at, id) WHERE job_id IS NOT NULL;
CREATE INDEX slots_by_ai_type ON slots (company_id, ai_interview_type, starts_at, id)
    WHERE ai_interview_type IS NOT NULL;
-- For the platform's administrators, who need not name a company: lists, and search.
CREATE INDEX slots_by_id ON slots (id);
CREATE INDEX slots_by_time ON slots (starts_at, id);

-- The last line against two offers of one holder at once; stores look before they write. A slot lasts a day at most, so
-- that the index is read for a short range only.
CREATE TRIGGER slots_no_overlap_insert
BEFORE INSERT ON slots
WHEN NEW.cancelled_at IS NULL AND EXISTS (
    SELECT 1 FROM slots AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject AND other.cancelled_at IS NULL
      AND other.starts_at > NEW.starts_at - 86400000000 AND other.starts_at < NEW.ends_at
      AND other.ends_at > NEW.starts_at)
BEGIN
    SELECT RAISE(ABORT, 'exclusion:slots_no_overlap');
END;

CREATE TRIGGER slots_no_overlap_update
BEFORE UPDATE OF company_id, subject, starts_at, ends_at, cancelled_at ON slots
WHEN NEW.cancelled_at IS NULL AND EXISTS (
    SELECT 1 FROM slots AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject AND other.cancelled_at IS NULL
      AND other.starts_at > NEW.starts_at - 86400000000 AND other.starts_at < NEW.ends_at
      AND other.ends_at > NEW.starts_at
      AND other.id <> NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'exclusion:slots_no_overlap');
END;

-- Places that were taken by hand, with no interview.
CREATE TABLE slot_places (
    id         UUID        NOT NULL,
    company_id BIGINT      NOT NULL,
    slot_id    UUID        NOT NULL,
    notes      TEXT,
    taken_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT slot_places_pk PRIMARY KEY (company_id, slot_id, id),
    CONSTRAINT slot_places_slot_fk FOREIGN KEY (company_id, slot_id)
        REFERENCES slots (company_id, id) ON DELETE CASCADE
);
