DELETE FROM conflicts WHERE appointment_id IS NOT NULL;
CREATE TABLE conflicts_new (
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
INSERT INTO conflicts_new (id, company_id, conflict_type, origin, resolution, primary_interview,
    conflicting_interview, slot_id, schedule_id, user_id, conflict_details, detected_at, resolution_notes,
    resolved_at, resolved_by, version)
SELECT id, company_id, conflict_type, origin, resolution, primary_interview, conflicting_interview, slot_id, schedule_id, user_id, conflict_details, detected_at, resolution_notes, resolved_at, resolved_by, version FROM conflicts;
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
DELETE FROM messages WHERE interview_id IS NULL AND webhook_id IS NULL AND kind <> 'password_reset';
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
    CONSTRAINT messages_about_something CHECK (
        interview_id IS NOT NULL OR webhook_id IS NOT NULL OR kind = 'password_reset'),
    CONSTRAINT messages_appointment_whole CHECK (
        (method IS NULL) = (ics IS NULL) AND method IN ('REQUEST', 'CANCEL')),
    CONSTRAINT messages_time_whole CHECK (
        (sequence IS NULL) = (starts_at IS NULL) AND (starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT messages_sent_when CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
INSERT INTO messages_new (id, company_id, dedupe, kind, state, person, to_address, to_name, from_name, reply_to,
    language, header_id, interview_id, conflict_id, webhook_id, sequence, starts_at, ends_at, subject, body_text,
    body_html, method, ics, attempts, words, queued_at, created_at, sent_at, facts, organizer, outdated, uncertain)
SELECT id, company_id, dedupe, kind, state, person, to_address, to_name, from_name, reply_to, language, header_id, interview_id, conflict_id, webhook_id, sequence, starts_at, ends_at, subject, body_text, body_html, method, ics, attempts, words, queued_at, created_at, sent_at, facts, organizer, outdated, uncertain FROM messages;
DROP TABLE messages;
ALTER TABLE messages_new RENAME TO messages;
CREATE INDEX messages_by_interview ON messages (company_id, interview_id, id) WHERE interview_id IS NOT NULL;
CREATE INDEX messages_by_state ON messages (company_id, state, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX messages_by_id ON messages (id);
DELETE FROM message_kinds WHERE name IN ('code', 'move_asked');
DROP TABLE appointment_messages;
DROP TABLE staff_feeds;
DROP TABLE appointment_logs;
DROP TABLE appointment_moves;
DROP TABLE appointment_requests;
DROP TABLE appointments;
