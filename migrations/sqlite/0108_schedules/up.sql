-- Interviews booked to slots, and what stands against them.

-- An interview booked to a slot.
CREATE TABLE schedules (
    id                  UUID        NOT NULL,
    company_id          BIGINT      NOT NULL,
    interview_id        UUID        NOT NULL,
    slot_id             UUID        NOT NULL,
    status              TEXT        NOT NULL,
    booking_notes       TEXT,
    booked_at           TIMESTAMPTZ NOT NULL,
    booked_by           BIGINT,
    confirmed_at        TIMESTAMPTZ,
    cancelled_at        TIMESTAMPTZ,
    cancellation_reason TEXT,
    cancelled_by        BIGINT,
    replaces            UUID, -- the schedule that this one was moved from
    version             BIGINT      NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    CONSTRAINT schedules_pk PRIMARY KEY (company_id, id),
    CONSTRAINT schedules_interview_fk FOREIGN KEY (company_id, interview_id) REFERENCES interviews (company_id, id),
    CONSTRAINT schedules_slot_fk FOREIGN KEY (company_id, slot_id) REFERENCES slots (company_id, id),
    CONSTRAINT schedules_replaces_fk FOREIGN KEY (company_id, replaces) REFERENCES schedules (company_id, id),
    CONSTRAINT schedules_booked_by_fk FOREIGN KEY (company_id, booked_by) REFERENCES users (company_id, id),
    CONSTRAINT schedules_cancelled_by_fk FOREIGN KEY (company_id, cancelled_by) REFERENCES users (company_id, id),
    CONSTRAINT schedules_status_known CHECK (status IN ('pending', 'confirmed', 'cancelled', 'rescheduled')),
    CONSTRAINT schedules_confirmed_when CHECK (status <> 'confirmed' OR confirmed_at IS NOT NULL),
    CONSTRAINT schedules_cancelled_when CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL))
);
-- The last line against two live schedules of one interview.
CREATE UNIQUE INDEX schedules_one_live ON schedules (company_id, interview_id) WHERE status IN ('pending', 'confirmed');
CREATE INDEX schedules_by_interview ON schedules (company_id, interview_id, id);
CREATE INDEX schedules_by_slot ON schedules (company_id, slot_id, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX schedules_by_id ON schedules (id);

-- What stands against an interview: a booking that was refused, or one that something later has broken.
CREATE TABLE conflicts (
    id                    UUID        NOT NULL,
    company_id            BIGINT      NOT NULL,
    conflict_type         TEXT        NOT NULL,
    origin                TEXT        NOT NULL, -- refused: a booking that was not made; broken: one that was
    resolution            TEXT        NOT NULL,
    primary_interview     UUID        NOT NULL,
    conflicting_interview UUID,
    slot_id               UUID,
    schedule_id           UUID,
    user_id               BIGINT, -- who can't come, where it is an interviewer
    conflict_details      JSONB       NOT NULL,
    detected_at           TIMESTAMPTZ NOT NULL,
    resolution_notes      TEXT,
    resolved_at           TIMESTAMPTZ,
    resolved_by           BIGINT,
    version               BIGINT      NOT NULL,
    CONSTRAINT conflicts_pk PRIMARY KEY (company_id, id),
    CONSTRAINT conflicts_primary_fk FOREIGN KEY (company_id, primary_interview) REFERENCES interviews (company_id, id),
    CONSTRAINT conflicts_other_fk FOREIGN KEY (company_id, conflicting_interview) REFERENCES interviews (company_id, id),
    CONSTRAINT conflicts_slot_fk FOREIGN KEY (company_id, slot_id) REFERENCES slots (company_id, id),
    CONSTRAINT conflicts_schedule_fk FOREIGN KEY (company_id, schedule_id) REFERENCES schedules (company_id, id),
    CONSTRAINT conflicts_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
    CONSTRAINT conflicts_resolved_by_fk FOREIGN KEY (company_id, resolved_by) REFERENCES users (company_id, id),
    CONSTRAINT conflicts_type_known CHECK (conflict_type IN (
        'overlap', 'interviewer_unavailable', 'candidate_unavailable', 'ai_system_error', 'slot_unavailable')),
    CONSTRAINT conflicts_origin_known CHECK (origin IN ('refused', 'broken')),
    CONSTRAINT conflicts_resolution_known CHECK (resolution IN ('pending', 'rescheduled', 'cancelled', 'resolved')),
    CONSTRAINT conflicts_resolved_when CHECK ((resolution = 'pending') = (resolved_at IS NULL))
);
CREATE INDEX conflicts_by_interview ON conflicts (company_id, primary_interview, id);
CREATE INDEX conflicts_by_resolution ON conflicts (company_id, resolution, id);
CREATE INDEX conflicts_by_slot ON conflicts (company_id, slot_id) WHERE slot_id IS NOT NULL;
-- For the platform's administrators, who need not name a company.
CREATE INDEX conflicts_by_id ON conflicts (id);

-- How a conflict was resolved, and when it was found: never changed.
CREATE TABLE conflict_history (
    id          UUID        NOT NULL,
    company_id  BIGINT      NOT NULL,
    conflict_id UUID        NOT NULL,
    resolution  TEXT        NOT NULL,
    notes       TEXT,
    at          TIMESTAMPTZ NOT NULL,
    actor       TEXT        NOT NULL, -- as in interview_logs
    CONSTRAINT conflict_history_pk PRIMARY KEY (company_id, conflict_id, id),
    CONSTRAINT conflict_history_conflict_fk FOREIGN KEY (company_id, conflict_id) REFERENCES conflicts (company_id, id)
);
CREATE TRIGGER conflict_history_append_only_update BEFORE UPDATE ON conflict_history
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
CREATE TRIGGER conflict_history_append_only_delete BEFORE DELETE ON conflict_history
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
