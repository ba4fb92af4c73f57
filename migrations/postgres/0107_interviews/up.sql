-- Who may be interviewed for what, interviews, what was done to them, and what AI systems said of them.

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
    CONSTRAINT interviews_ai_type_fk FOREIGN KEY (ai_interview_type) REFERENCES ai_interview_types (name),
    CONSTRAINT interviews_scheduled_by_fk FOREIGN KEY (company_id, scheduled_by) REFERENCES users (company_id, id),
    CONSTRAINT interviews_cancelled_by_fk FOREIGN KEY (company_id, cancelled_by) REFERENCES users (company_id, id),
    CONSTRAINT interviews_type_known CHECK (interview_type IN ('online', 'offline')),
    CONSTRAINT interviews_status_known CHECK (
        status IN ('pending', 'scheduled', 'in_progress', 'completed', 'cancelled', 'no_show')),
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
-- Whoever follows the link of an invitation shows nothing but the room.
CREATE INDEX interviews_by_room ON interviews (room_id) WHERE room_id IS NOT NULL;

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

-- Logs are written and never changed, whoever writes to the database.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER interview_logs_append_only BEFORE UPDATE OR DELETE ON interview_logs
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Who may tell the result of an AI interview: whoever was handed it.
CREATE TABLE ai_callbacks (
    company_id   BIGINT      NOT NULL,
    interview_id UUID        NOT NULL,
    token_hash   TEXT        NOT NULL,
    expires_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT ai_callbacks_pk PRIMARY KEY (company_id, interview_id),
    CONSTRAINT ai_callbacks_token_unique UNIQUE (token_hash),
    CONSTRAINT ai_callbacks_interview_fk FOREIGN KEY (company_id, interview_id)
        REFERENCES interviews (company_id, id) ON DELETE CASCADE
);

-- What an AI system said of an interview that it held.
CREATE TABLE ai_results (
    company_id   BIGINT      NOT NULL,
    interview_id UUID        NOT NULL,
    details      JSONB       NOT NULL,
    digest       TEXT        NOT NULL, -- tells the same result from another
    received_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT ai_results_pk PRIMARY KEY (company_id, interview_id),
    CONSTRAINT ai_results_interview_fk FOREIGN KEY (company_id, interview_id)
        REFERENCES interviews (company_id, id) ON DELETE CASCADE
);
