-- What happens by itself around calendars and people.

-- Whether bookings are shown in the calendar, why that did not go well last, and until when what is known of the
-- calendar stands: bookings are held against it from then on, unless it is read again.
ALTER TABLE calendars ADD COLUMN show_bookings BOOLEAN NOT NULL DEFAULT FALSE
    CONSTRAINT calendars_shown_on_servers CHECK (NOT show_bookings OR kind = 'caldav');
ALTER TABLE calendars ADD COLUMN write_error TEXT;
ALTER TABLE calendars ADD COLUMN trusted_until TIMESTAMPTZ;
ALTER TABLE calendars ADD COLUMN lapse_seen BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE calendars SET trusted_until = COALESCE(last_synced_at, created_at) + 7200000000
    WHERE kind IN ('ics_url', 'caldav') OR (kind = 'ics_file' AND last_synced_at IS NULL);
CREATE INDEX calendars_lapsing ON calendars (trusted_until) WHERE NOT lapse_seen AND trusted_until IS NOT NULL;

-- Who is writing one of our events, and until when nobody else may.
ALTER TABLE caldav_published ADD COLUMN holder UUID;
ALTER TABLE caldav_published ADD COLUMN held_until TIMESTAMPTZ;
CREATE INDEX caldav_published_by_uid ON caldav_published (company_id, uid);

-- Who asked for a new password. Whether there is such an account is looked up by a worker, so that asking is the same
-- work for any e-mail. A row that was answered stays until the password was set, for whoever hands out tokens.
CREATE TABLE password_reset_requests (
    email_key    TEXT        NOT NULL,
    requested_at TIMESTAMPTZ NOT NULL,
    answered     BOOLEAN     NOT NULL,
    CONSTRAINT password_reset_requests_pk PRIMARY KEY (email_key)
) WITHOUT ROWID;
CREATE INDEX password_reset_requests_waiting ON password_reset_requests (requested_at) WHERE NOT answered;
INSERT INTO password_reset_requests (email_key, requested_at, answered)
    SELECT users.email_key, password_resets.requested_at, TRUE
    FROM password_resets JOIN users ON users.id = password_resets.user_id
    WHERE password_resets.requested_at IS NOT NULL;
ALTER TABLE password_resets DROP COLUMN requested_at;
DELETE FROM password_resets WHERE token_hash IS NULL;

-- The same table with one more kind of message, which is about nothing but its reader.
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
    CONSTRAINT messages_pk PRIMARY KEY (company_id, id),
    CONSTRAINT messages_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT messages_interview_fk FOREIGN KEY (company_id, interview_id) REFERENCES interviews (company_id, id),
    CONSTRAINT messages_conflict_fk FOREIGN KEY (company_id, conflict_id) REFERENCES conflicts (company_id, id),
    CONSTRAINT messages_told_once UNIQUE (company_id, dedupe),
    CONSTRAINT messages_kind_known CHECK (kind IN (
        'invitation', 'time_changed', 'cancelled', 'reminder', 'conflict', 'webhook_disabled',
        'password_reset')),
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
INSERT INTO messages_new SELECT
    id, company_id, dedupe, kind, state, person, to_address, to_name, from_name, reply_to, language, header_id, interview_id, conflict_id,
    webhook_id, sequence, starts_at, ends_at, subject, body_text, body_html, method, ics, attempts, words, queued_at, created_at, sent_at
    FROM messages;
DROP TABLE messages;
ALTER TABLE messages_new RENAME TO messages;
CREATE INDEX messages_by_interview ON messages (company_id, interview_id, id) WHERE interview_id IS NOT NULL;
CREATE INDEX messages_by_state ON messages (company_id, state, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX messages_by_id ON messages (id);

-- What a message must not show and its recipient needs, sealed, until it was sent or given up.
CREATE TABLE message_secrets (
    company_id BIGINT NOT NULL,
    message_id UUID   NOT NULL,
    sealed     TEXT   NOT NULL,
    CONSTRAINT message_secrets_pk PRIMARY KEY (company_id, message_id),
    CONSTRAINT message_secrets_message_fk FOREIGN KEY (company_id, message_id)
        REFERENCES messages (company_id, id) ON DELETE CASCADE
) WITHOUT ROWID;
