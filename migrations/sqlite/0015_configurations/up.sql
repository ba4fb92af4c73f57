-- When AI interviewers of a type are offered, on the wall clock of the company's zone, and with which settings.
CREATE TABLE ai_configurations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
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
    CONSTRAINT ai_configurations_type_known CHECK (
        ai_interview_type IN ('technical', 'behavioral', 'coding', 'system_design', 'general')),
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

-- Search by type, and the slots of all units of a type, as slots_by_interviewer is for people.
CREATE INDEX slots_by_ai_type ON slots (company_id, ai_interview_type, starts_at) WHERE ai_interview_type IS NOT NULL;
