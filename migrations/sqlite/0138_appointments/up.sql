-- What clients book: requests that hold a time, appointments, their moves and what was done to them.

CREATE TABLE appointments (
    id                  UUID        NOT NULL,
    company_id          BIGINT      NOT NULL,
    request_id          UUID, -- which led to it
    client              JSONB       NOT NULL, -- name, email, phone, address
    client_key          TEXT NOT NULL, -- the address, folded: by which a client is known
    search_key          TEXT NOT NULL, -- name, address and number, folded, one a line
    service_id          BIGINT      NOT NULL,
    staff_id            BIGINT      NOT NULL,
    user_id             BIGINT      NOT NULL, -- of the member of staff
    starts_at           TIMESTAMPTZ NOT NULL,
    ends_at             TIMESTAMPTZ NOT NULL,
    terms               JSONB       NOT NULL, -- as they were when it was booked
    want_reminder       BOOLEAN     NOT NULL,
    additional_info     TEXT,
    internal_notes      TEXT,
    status              TEXT        NOT NULL,
    mark                TEXT,
    marked_at           TIMESTAMPTZ,
    status_before_mark  TEXT,
    pay_until           TIMESTAMPTZ, -- its time is held until then
    room_id             TEXT, -- unguessable
    made_by             TEXT        NOT NULL, -- user:12, key:3 Shop, api
    cancelled_at        TIMESTAMPTZ,
    cancellation_reason TEXT,
    cancelled_by        BIGINT,
    sequence            BIGINT      NOT NULL, -- of invitations (RFC 5546)
    version             BIGINT      NOT NULL,
    created_at          TIMESTAMPTZ NOT NULL,
    updated_at          TIMESTAMPTZ NOT NULL,
    CONSTRAINT appointments_pk PRIMARY KEY (company_id, id),
    CONSTRAINT appointments_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT appointments_service_fk FOREIGN KEY (company_id, service_id) REFERENCES services (company_id, id),
    CONSTRAINT appointments_staff_fk FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    CONSTRAINT appointments_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
    CONSTRAINT appointments_cancelled_by_fk FOREIGN KEY (company_id, cancelled_by) REFERENCES users (company_id, id),
    CONSTRAINT appointments_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT appointments_status_known CHECK (
        status IN ('pending_payment', 'confirmed', 'cancelled', 'completed', 'no_show')),
    CONSTRAINT appointments_mark_known CHECK (mark IN ('arrived', 'no_show')),
    CONSTRAINT appointments_mark_whole CHECK (
        (mark IS NULL) = (marked_at IS NULL) AND (mark IS NULL) = (status_before_mark IS NULL)),
    CONSTRAINT appointments_no_show_marked CHECK ((status = 'no_show') = (mark IS NOT NULL AND mark = 'no_show')),
    CONSTRAINT appointments_held_until_paid CHECK ((status = 'pending_payment') = (pay_until IS NOT NULL)),
    CONSTRAINT appointments_cancelled_with_reason CHECK (
        (status = 'cancelled') = (cancelled_at IS NOT NULL)
        AND (cancelled_at IS NULL) = (cancellation_reason IS NULL))
);
CREATE INDEX appointments_by_start ON appointments (company_id, starts_at, id);
CREATE INDEX appointments_by_staff ON appointments (company_id, staff_id, id);
CREATE INDEX appointments_by_staff_and_start ON appointments (company_id, staff_id, starts_at, id);
CREATE INDEX appointments_by_user ON appointments (company_id, user_id, id);
CREATE INDEX appointments_by_user_and_start ON appointments (company_id, user_id, starts_at, id);
CREATE INDEX appointments_by_service ON appointments (company_id, service_id, id);
CREATE INDEX appointments_by_service_and_start ON appointments (company_id, service_id, starts_at, id);
CREATE INDEX appointments_by_client ON appointments (company_id, client_key, id);
CREATE INDEX appointments_by_client_and_start ON appointments (company_id, client_key, starts_at, id);
CREATE INDEX appointments_by_status ON appointments (company_id, status, id);
CREATE INDEX appointments_by_status_and_start ON appointments (company_id, status, starts_at, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX appointments_by_id ON appointments (id);
-- The work lists of the sweeps, which look over all companies.
CREATE INDEX appointments_open_by_end ON appointments (ends_at) WHERE status = 'confirmed';
CREATE INDEX appointments_unpaid_by_end ON appointments (pay_until) WHERE status = 'pending_payment';
CREATE INDEX appointments_by_room ON appointments (room_id) WHERE room_id IS NOT NULL;

CREATE TABLE appointment_requests (
    id             UUID        NOT NULL,
    company_id     BIGINT      NOT NULL,
    service_id     BIGINT      NOT NULL,
    staff_id       BIGINT      NOT NULL,
    user_id        BIGINT      NOT NULL, -- of the member of staff
    starts_at      TIMESTAMPTZ NOT NULL,
    ends_at        TIMESTAMPTZ NOT NULL,
    payment_type   TEXT        NOT NULL,
    client         JSONB,
    client_key     TEXT,
    status         TEXT        NOT NULL, -- as it was noted last: a hold ends by the clock
    expires_at     TIMESTAMPTZ NOT NULL,
    extended       BOOLEAN     NOT NULL,
    code           JSONB, -- when codes were sent and how often they were tried
    code_hash      TEXT, -- of the digits; null where none were sent
    holder         TEXT        NOT NULL, -- user:12, key:3, api
    made_by        BIGINT,
    staff_asked    BOOLEAN     NOT NULL,
    appointment_id UUID,
    version        BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT appointment_requests_pk PRIMARY KEY (company_id, id),
    CONSTRAINT appointment_requests_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT appointment_requests_service_fk FOREIGN KEY (company_id, service_id)
        REFERENCES services (company_id, id),
    CONSTRAINT appointment_requests_staff_fk FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id),
    CONSTRAINT appointment_requests_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
    CONSTRAINT appointment_requests_made_by_fk FOREIGN KEY (company_id, made_by) REFERENCES users (company_id, id),
    CONSTRAINT appointment_requests_appointment_fk FOREIGN KEY (company_id, appointment_id)
        REFERENCES appointments (company_id, id),
    CONSTRAINT appointment_requests_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT appointment_requests_payment_known CHECK (payment_type IN ('none', 'full', 'down')),
    CONSTRAINT appointment_requests_status_known CHECK (
        status IN ('held', 'verifying', 'paying', 'booked', 'expired', 'released')),
    CONSTRAINT appointment_requests_client_whole CHECK ((client IS NULL) = (client_key IS NULL)),
    CONSTRAINT appointment_requests_code_whole CHECK (code_hash IS NULL OR code IS NOT NULL),
    CONSTRAINT appointment_requests_led_somewhere CHECK (
        (status NOT IN ('paying', 'booked')) OR appointment_id IS NOT NULL)
);
-- A caller holds one time of a service: two of them ask at once, and one of them is replaced.
CREATE UNIQUE INDEX appointment_requests_one_live ON appointment_requests (company_id, holder, service_id)
    WHERE status IN ('held', 'verifying');
CREATE INDEX appointment_requests_by_service ON appointment_requests (company_id, service_id, id);
CREATE INDEX appointment_requests_by_user ON appointment_requests (company_id, user_id, id);
CREATE INDEX appointment_requests_by_maker ON appointment_requests (company_id, made_by, id);
CREATE INDEX appointment_requests_by_client ON appointment_requests (company_id, client_key, id);
CREATE INDEX appointment_requests_by_start ON appointment_requests (company_id, starts_at, id);
CREATE INDEX appointment_requests_by_id ON appointment_requests (id);
CREATE INDEX appointment_requests_live_by_end ON appointment_requests (expires_at) WHERE status IN ('held', 'verifying');

CREATE TABLE appointment_moves (
    id             UUID        NOT NULL,
    company_id     BIGINT      NOT NULL,
    appointment_id UUID        NOT NULL,
    at             TIMESTAMPTZ NOT NULL,
    actor          TEXT        NOT NULL, -- user:12, key:3 Shop, api, system, client
    from_starts_at TIMESTAMPTZ NOT NULL,
    from_ends_at   TIMESTAMPTZ NOT NULL,
    from_staff_id  BIGINT      NOT NULL,
    to_starts_at   TIMESTAMPTZ NOT NULL,
    to_ends_at     TIMESTAMPTZ NOT NULL,
    to_staff_id    BIGINT      NOT NULL,
    reason         TEXT,
    status         TEXT        NOT NULL,
    expires_at     TIMESTAMPTZ, -- until when the client may agree
    counted        BOOLEAN     NOT NULL, -- against the limit
    CONSTRAINT appointment_moves_pk PRIMARY KEY (company_id, appointment_id, id),
    CONSTRAINT appointment_moves_appointment_fk FOREIGN KEY (company_id, appointment_id)
        REFERENCES appointments (company_id, id),
    CONSTRAINT appointment_moves_from_staff_fk FOREIGN KEY (company_id, from_staff_id) REFERENCES staff (company_id, id),
    CONSTRAINT appointment_moves_to_staff_fk FOREIGN KEY (company_id, to_staff_id) REFERENCES staff (company_id, id),
    CONSTRAINT appointment_moves_status_known CHECK (status IN ('pending', 'confirmed', 'expired', 'refused')),
    CONSTRAINT appointment_moves_asked_until CHECK (status = 'confirmed' OR expires_at IS NOT NULL)
);
CREATE UNIQUE INDEX appointment_moves_one_pending ON appointment_moves (company_id, appointment_id)
    WHERE status = 'pending';
CREATE INDEX appointment_moves_pending_by_end ON appointment_moves (expires_at) WHERE status = 'pending';

-- Written by every transition, never changed.
CREATE TABLE appointment_logs (
    id             UUID        NOT NULL,
    company_id     BIGINT      NOT NULL,
    appointment_id UUID        NOT NULL,
    action         TEXT        NOT NULL,
    at             TIMESTAMPTZ NOT NULL,
    actor          TEXT        NOT NULL, -- user:12, key:3 Shop, api, system, client
    old_values     JSONB,
    new_values     JSONB,
    reason         TEXT,
    CONSTRAINT appointment_logs_pk PRIMARY KEY (company_id, appointment_id, id),
    CONSTRAINT appointment_logs_appointment_fk FOREIGN KEY (company_id, appointment_id)
        REFERENCES appointments (company_id, id)
);
CREATE TRIGGER appointment_logs_append_only_update BEFORE UPDATE ON appointment_logs
BEGIN SELECT RAISE(ABORT, 'rows of appointment_logs are never changed'); END;
CREATE TRIGGER appointment_logs_append_only_delete BEFORE DELETE ON appointment_logs
BEGIN SELECT RAISE(ABORT, 'rows of appointment_logs are never changed'); END;

-- The address of a feed of somebody's appointments: as good as a password for it, and stored as a hash.
CREATE TABLE staff_feeds (
    company_id BIGINT      NOT NULL,
    staff_id   BIGINT      NOT NULL,
    token_hash TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT staff_feeds_pk PRIMARY KEY (company_id, staff_id),
    CONSTRAINT staff_feeds_token_unique UNIQUE (token_hash),
    CONSTRAINT staff_feeds_staff_fk FOREIGN KEY (company_id, staff_id) REFERENCES staff (company_id, id) ON DELETE CASCADE
);

-- Which messages are about appointments; the others name their interview themselves.
CREATE TABLE appointment_messages (
    company_id     BIGINT NOT NULL,
    message_id     UUID   NOT NULL,
    appointment_id UUID   NOT NULL,
    CONSTRAINT appointment_messages_pk PRIMARY KEY (company_id, message_id),
    CONSTRAINT appointment_messages_message_fk FOREIGN KEY (company_id, message_id)
        REFERENCES messages (company_id, id) ON DELETE CASCADE,
    CONSTRAINT appointment_messages_appointment_fk FOREIGN KEY (company_id, appointment_id)
        REFERENCES appointments (company_id, id)
) WITHOUT ROWID;
CREATE INDEX appointment_messages_by_appointment ON appointment_messages (company_id, appointment_id, message_id);
INSERT INTO message_kinds (name) VALUES ('code'), ('move_asked');

-- What a message is about is known by that table too.
CREATE TABLE messages_new (
    id           UUID        NOT NULL,
    company_id   BIGINT      NOT NULL,
    dedupe       TEXT        NOT NULL, -- the same for the same news to the same person, so that it is told once
    kind         TEXT        NOT NULL,
    state        TEXT        NOT NULL,
    person       TEXT        NOT NULL, -- user:12, candidate:7
    to_address   TEXT        NOT NULL,
    to_name      TEXT        NOT NULL,
    from_name    TEXT        NOT NULL,
    reply_to     TEXT,
    language     TEXT        NOT NULL,
    header_id    TEXT        NOT NULL, -- Message-ID: the same for every attempt
    interview_id UUID,
    conflict_id  UUID,
    webhook_id   BIGINT,
    sequence     BIGINT, -- of the interview, as it was told
    starts_at    TIMESTAMPTZ, -- of the interview, as it was told
    ends_at      TIMESTAMPTZ,
    subject      TEXT        NOT NULL,
    body_text    TEXT        NOT NULL,
    body_html    TEXT        NOT NULL,
    method       TEXT, -- of the iCalendar text (RFC 5546)
    ics          TEXT,
    attempts     BIGINT      NOT NULL,
    words        TEXT, -- of the mail server, at the last attempt
    queued_at    TIMESTAMPTZ NOT NULL, -- since when it is to be sent
    created_at   TIMESTAMPTZ NOT NULL,
    sent_at      TIMESTAMPTZ,
    facts        JSONB, -- what the appointment says in the recipient's calendar
    organizer    TEXT, -- who it says answers go to
    outdated     BOOLEAN     NOT NULL DEFAULT FALSE, -- something newer is to be said once it is on its way no more
    uncertain    BOOLEAN     NOT NULL DEFAULT FALSE, -- the mail server may have taken it
    CONSTRAINT messages_pk PRIMARY KEY (company_id, id),
    CONSTRAINT messages_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT messages_kind_fk FOREIGN KEY (kind) REFERENCES message_kinds (name),
    CONSTRAINT messages_interview_fk FOREIGN KEY (company_id, interview_id) REFERENCES interviews (company_id, id),
    CONSTRAINT messages_conflict_fk FOREIGN KEY (company_id, conflict_id) REFERENCES conflicts (company_id, id),
    CONSTRAINT messages_told_once UNIQUE (company_id, dedupe),
    CONSTRAINT messages_state_known CHECK (state IN (
        'waiting', 'sent', 'refused', 'failed', 'kept', 'superseded')),
    CONSTRAINT messages_appointment_whole CHECK (
        (method IS NULL) = (ics IS NULL) AND method IN ('REQUEST', 'CANCEL')),
    CONSTRAINT messages_time_whole CHECK (
        (sequence IS NULL) = (starts_at IS NULL) AND (starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT messages_sent_when CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
INSERT INTO messages_new (id, company_id, dedupe, kind, state, person, to_address, to_name, from_name, reply_to,
    language, header_id, interview_id, conflict_id, webhook_id, sequence, starts_at, ends_at, subject, body_text,
    body_html, method, ics, attempts, words, queued_at, created_at, sent_at, facts, organizer, outdated, uncertain)
SELECT id, company_id, dedupe, kind, state, person, to_address, to_name, from_name, reply_to, language, header_id,
        interview_id, conflict_id, webhook_id, sequence, starts_at, ends_at, subject, body_text, body_html, method,
        ics, attempts, words, queued_at, created_at, sent_at, facts, organizer, outdated, uncertain FROM messages;
DROP TABLE messages;
ALTER TABLE messages_new RENAME TO messages;
CREATE INDEX messages_by_interview ON messages (company_id, interview_id, id) WHERE interview_id IS NOT NULL;
CREATE INDEX messages_by_state ON messages (company_id, state, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX messages_by_id ON messages (id);

-- A conflict stands against an interview or an appointment.
CREATE TABLE conflicts_new (
    id                    UUID        NOT NULL,
    company_id            BIGINT      NOT NULL,
    conflict_type         TEXT        NOT NULL,
    origin                TEXT        NOT NULL, -- refused: a booking that was not made; broken: one that was
    resolution            TEXT        NOT NULL,
    primary_interview     UUID,
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
    appointment_id        UUID,
    CONSTRAINT conflicts_pk PRIMARY KEY (company_id, id),
    CONSTRAINT conflicts_primary_fk FOREIGN KEY (company_id, primary_interview) REFERENCES interviews (company_id, id),
    CONSTRAINT conflicts_other_fk FOREIGN KEY (company_id, conflicting_interview) REFERENCES interviews (company_id, id),
    CONSTRAINT conflicts_slot_fk FOREIGN KEY (company_id, slot_id) REFERENCES slots (company_id, id),
    CONSTRAINT conflicts_schedule_fk FOREIGN KEY (company_id, schedule_id) REFERENCES schedules (company_id, id),
    CONSTRAINT conflicts_user_fk FOREIGN KEY (company_id, user_id) REFERENCES users (company_id, id),
    CONSTRAINT conflicts_resolved_by_fk FOREIGN KEY (company_id, resolved_by) REFERENCES users (company_id, id),
    CONSTRAINT conflicts_appointment_fk FOREIGN KEY (company_id, appointment_id)
        REFERENCES appointments (company_id, id),
    CONSTRAINT conflicts_against_one CHECK ((primary_interview IS NULL) <> (appointment_id IS NULL)),
    CONSTRAINT conflicts_type_known CHECK (conflict_type IN (
        'overlap', 'interviewer_unavailable', 'candidate_unavailable', 'ai_system_error', 'slot_unavailable')),
    CONSTRAINT conflicts_origin_known CHECK (origin IN ('refused', 'broken')),
    CONSTRAINT conflicts_resolution_known CHECK (resolution IN ('pending', 'rescheduled', 'cancelled', 'resolved')),
    CONSTRAINT conflicts_resolved_when CHECK ((resolution = 'pending') = (resolved_at IS NULL))
);
INSERT INTO conflicts_new (id, company_id, conflict_type, origin, resolution, primary_interview,
    conflicting_interview, slot_id, schedule_id, user_id, conflict_details, detected_at, resolution_notes,
    resolved_at, resolved_by, version)
SELECT id, company_id, conflict_type, origin, resolution, primary_interview, conflicting_interview, slot_id,
        schedule_id, user_id, conflict_details, detected_at, resolution_notes, resolved_at, resolved_by, version FROM
        conflicts;
DROP TRIGGER conflict_history_append_only_update;
DROP TRIGGER conflict_history_append_only_delete;
DROP TABLE conflicts;
ALTER TABLE conflicts_new RENAME TO conflicts;
-- As in 0125: what an erased candidate's history says may go.
CREATE TRIGGER conflict_history_append_only_update BEFORE UPDATE ON conflict_history
WHEN (NEW.company_id, NEW.conflict_id, NEW.id, NEW.resolution, NEW.at, NEW.actor)
  <> (OLD.company_id, OLD.conflict_id, OLD.id, OLD.resolution, OLD.at, OLD.actor)
  OR NOT EXISTS (
    SELECT 1 FROM conflicts JOIN interviews
        ON interviews.company_id = conflicts.company_id AND interviews.id = conflicts.primary_interview
    JOIN candidates
        ON candidates.company_id = interviews.company_id AND candidates.id = interviews.candidate_id
    WHERE conflicts.company_id = OLD.company_id AND conflicts.id = OLD.conflict_id
        AND candidates.erased_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
CREATE TRIGGER conflict_history_append_only_delete BEFORE DELETE ON conflict_history
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
CREATE INDEX conflicts_by_interview ON conflicts (company_id, primary_interview, id);
CREATE INDEX conflicts_by_resolution ON conflicts (company_id, resolution, id);
CREATE INDEX conflicts_by_slot ON conflicts (company_id, slot_id) WHERE slot_id IS NOT NULL;
-- For the platform's administrators, who need not name a company.
CREATE INDEX conflicts_by_id ON conflicts (id);
