DROP TABLE message_secrets;
DELETE FROM messages WHERE kind = 'password_reset';
CREATE TABLE messages_old (
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
    CONSTRAINT messages_pk PRIMARY KEY (company_id, id),
    CONSTRAINT messages_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT messages_interview_fk FOREIGN KEY (company_id, interview_id) REFERENCES interviews (company_id, id),
    CONSTRAINT messages_conflict_fk FOREIGN KEY (company_id, conflict_id) REFERENCES conflicts (company_id, id),
    CONSTRAINT messages_told_once UNIQUE (company_id, dedupe),
    CONSTRAINT messages_kind_known CHECK (kind IN (
        'invitation', 'time_changed', 'cancelled', 'reminder', 'conflict', 'webhook_disabled')),
    CONSTRAINT messages_state_known CHECK (state IN (
        'waiting', 'sent', 'refused', 'failed', 'kept', 'superseded')),
    CONSTRAINT messages_about_something CHECK (interview_id IS NOT NULL OR webhook_id IS NOT NULL),
    CONSTRAINT messages_appointment_whole CHECK (
        (method IS NULL) = (ics IS NULL) AND method IN ('REQUEST', 'CANCEL')),
    CONSTRAINT messages_time_whole CHECK (
        (sequence IS NULL) = (starts_at IS NULL) AND (starts_at IS NULL) = (ends_at IS NULL)),
    CONSTRAINT messages_sent_when CHECK ((state = 'sent') = (sent_at IS NOT NULL))
);
INSERT INTO messages_old SELECT
    id, company_id, dedupe, kind, state, person, to_address, to_name, from_name, reply_to, language, header_id, interview_id, conflict_id,
    webhook_id, sequence, starts_at, ends_at, subject, body_text, body_html, method, ics, attempts, words, queued_at, created_at, sent_at
    FROM messages;
DROP TABLE messages;
ALTER TABLE messages_old RENAME TO messages;
CREATE INDEX messages_by_interview ON messages (company_id, interview_id, id) WHERE interview_id IS NOT NULL;
CREATE INDEX messages_by_state ON messages (company_id, state, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX messages_by_id ON messages (id);
ALTER TABLE password_resets ADD COLUMN requested_at TIMESTAMPTZ;
DROP TABLE password_reset_requests;
DROP INDEX caldav_published_by_uid;
ALTER TABLE caldav_published DROP COLUMN held_until;
ALTER TABLE caldav_published DROP COLUMN holder;
DROP INDEX calendars_lapsing;
ALTER TABLE calendars DROP COLUMN lapse_seen;
ALTER TABLE calendars DROP COLUMN trusted_until;
ALTER TABLE calendars DROP COLUMN write_error;
ALTER TABLE calendars DROP COLUMN show_bookings;
