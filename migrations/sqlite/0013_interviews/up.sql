-- Who may be interviewed for what, interviews, their bookings to slots, what stands against them, and what was done to them.

CREATE TABLE match_results (
    company_id               BIGINT      NOT NULL,
    candidate_id             BIGINT      NOT NULL,
    job_id                   BIGINT      NOT NULL,
    shortlisted              BOOLEAN     NOT NULL,
    interview_enabled        BOOLEAN     NOT NULL,
    online_interview_enabled BOOLEAN     NOT NULL,
    created_at               TIMESTAMPTZ NOT NULL,
    updated_at               TIMESTAMPTZ NOT NULL,
    CONSTRAINT match_results_pk PRIMARY KEY (company_id, candidate_id, job_id),
    CONSTRAINT match_results_candidate_fk FOREIGN KEY (company_id, candidate_id)
        REFERENCES candidates (company_id, id) ON DELETE CASCADE,
    CONSTRAINT match_results_job_fk FOREIGN KEY (company_id, job_id) REFERENCES jobs (company_id, id) ON DELETE CASCADE,
    CONSTRAINT match_results_enabled_after_shortlist CHECK (shortlisted OR NOT interview_enabled),
    CONSTRAINT match_results_online_after_enabled CHECK (interview_enabled OR NOT online_interview_enabled)
);
CREATE INDEX match_results_by_job ON match_results (company_id, job_id);

CREATE TABLE interviews (
    id                    UUID        NOT NULL,
    company_id            BIGINT      NOT NULL,
    candidate_id          BIGINT      NOT NULL,
    job_id                BIGINT      NOT NULL,
    interview_type        TEXT        NOT NULL,
    status                TEXT        NOT NULL,
    starts_at             TIMESTAMPTZ, -- both or none; none while pending
    ends_at               TIMESTAMPTZ,
    duration_minutes      BIGINT      NOT NULL,
    round                 JSONB, -- a number or a text, as it was given
    location              TEXT,
    notes                 TEXT,
    ai_interview_type     TEXT, -- from the slot, once it is booked to one
    room_id               TEXT, -- unguessable; whoever knows it may join
    candidate_joined_at   TIMESTAMPTZ,
    interviewer_joined_at TIMESTAMPTZ,
    scheduled_by          BIGINT,
    cancelled_at          TIMESTAMPTZ,
    cancellation_reason   TEXT,
    cancelled_by          BIGINT,
    sequence              BIGINT      NOT NULL, -- of invitations (RFC 5546): rises with every change of the time
    version               BIGINT      NOT NULL,
    created_at            TIMESTAMPTZ NOT NULL,
    updated_at            TIMESTAMPTZ NOT NULL,
    CONSTRAINT interviews_pk PRIMARY KEY (company_id, id),
    CONSTRAINT interviews_candidate_fk FOREIGN KEY (company_id, candidate_id) REFERENCES candidates (company_id, id),
    CONSTRAINT interviews_job_fk FOREIGN KEY (company_id, job_id) REFERENCES jobs (company_id, id),
    CONSTRAINT interviews_scheduled_by_fk FOREIGN KEY (company_id, scheduled_by) REFERENCES users (company_id, id),
    CONSTRAINT interviews_cancelled_by_fk FOREIGN KEY (company_id, cancelled_by) REFERENCES users (company_id, id),
    CONSTRAINT interviews_type_known CHECK (interview_type IN ('online', 'offline')),
    CONSTRAINT interviews_status_known CHECK (
        status IN ('pending', 'scheduled', 'in_progress', 'completed', 'cancelled', 'no_show')),
    CONSTRAINT interviews_ai_type_known CHECK (
        ai_interview_type IN ('technical', 'behavioral', 'coding', 'system_design', 'general')),
    CONSTRAINT interviews_time_whole CHECK ((starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT interviews_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT interviews_pending_without_time CHECK (
        status = 'cancelled' OR (status = 'pending') = (starts_at IS NULL)),
    CONSTRAINT interviews_duration_range CHECK (duration_minutes BETWEEN 1 AND 1440),
    CONSTRAINT interviews_cancelled_with_reason CHECK (
        (status = 'cancelled') = (cancelled_at IS NOT NULL)
        AND (cancelled_at IS NULL) = (cancellation_reason IS NULL))
);
CREATE INDEX interviews_by_candidate ON interviews (company_id, candidate_id, id);
CREATE INDEX interviews_by_job ON interviews (company_id, job_id, id);
CREATE INDEX interviews_by_status ON interviews (company_id, status, id);
CREATE INDEX interviews_by_start ON interviews (company_id, starts_at, id) WHERE starts_at IS NOT NULL;
-- For the platform's administrators, who need not name a company.
CREATE INDEX interviews_by_id ON interviews (id);
-- The work list of the status sweep, which looks over all companies.
CREATE INDEX interviews_open_by_end ON interviews (ends_at) WHERE status IN ('scheduled', 'in_progress');

-- The panel, in the order given.
CREATE TABLE interview_interviewers (
    company_id   BIGINT NOT NULL,
    interview_id UUID   NOT NULL,
    position     BIGINT NOT NULL,
    user_id      BIGINT NOT NULL,
    CONSTRAINT interview_interviewers_pk PRIMARY KEY (company_id, interview_id, position),
    CONSTRAINT interview_interviewers_unique UNIQUE (company_id, interview_id, user_id),
    CONSTRAINT interview_interviewers_interview_fk FOREIGN KEY (company_id, interview_id)
        REFERENCES interviews (company_id, id) ON DELETE CASCADE,
    CONSTRAINT interview_interviewers_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id)
);
CREATE INDEX interview_interviewers_by_user ON interview_interviewers (company_id, user_id);

-- Written by every transition, never changed.
CREATE TABLE interview_logs (
    id           UUID        NOT NULL,
    company_id   BIGINT      NOT NULL,
    interview_id UUID        NOT NULL,
    action       TEXT        NOT NULL,
    at           TIMESTAMPTZ NOT NULL,
    actor        TEXT        NOT NULL, -- user:12, api, system, candidate, interviewer
    old_values   JSONB,
    new_values   JSONB,
    reason       TEXT,
    CONSTRAINT interview_logs_pk PRIMARY KEY (company_id, interview_id, id),
    CONSTRAINT interview_logs_interview_fk FOREIGN KEY (company_id, interview_id) REFERENCES interviews (company_id, id)
);

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

CREATE TRIGGER interview_logs_append_only_update BEFORE UPDATE ON interview_logs
BEGIN SELECT RAISE(ABORT, 'rows of interview_logs are never changed'); END;
CREATE TRIGGER interview_logs_append_only_delete BEFORE DELETE ON interview_logs
BEGIN SELECT RAISE(ABORT, 'rows of interview_logs are never changed'); END;
CREATE TRIGGER conflict_history_append_only_update BEFORE UPDATE ON conflict_history
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
CREATE TRIGGER conflict_history_append_only_delete BEFORE DELETE ON conflict_history
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
