-- What happens by itself around calendars and people.

-- Whether bookings are shown in the calendar, why that did not go well last, and until when what is known of the
-- calendar stands: bookings are held against it from then on, unless it is read again.
ALTER TABLE calendars ADD COLUMN show_bookings BOOLEAN NOT NULL DEFAULT FALSE
    CONSTRAINT calendars_shown_on_servers CHECK (NOT show_bookings OR kind = 'caldav');
ALTER TABLE calendars ADD COLUMN write_error TEXT;
ALTER TABLE calendars ADD COLUMN trusted_until TIMESTAMPTZ;
ALTER TABLE calendars ADD COLUMN lapse_seen BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE calendars SET trusted_until = COALESCE(last_synced_at, created_at) + INTERVAL '2 hours'
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
);
CREATE INDEX password_reset_requests_waiting ON password_reset_requests (requested_at) WHERE NOT answered;
INSERT INTO password_reset_requests (email_key, requested_at, answered)
    SELECT users.email_key, password_resets.requested_at, TRUE
    FROM password_resets JOIN users ON users.id = password_resets.user_id
    WHERE password_resets.requested_at IS NOT NULL;
ALTER TABLE password_resets DROP COLUMN requested_at;
DELETE FROM password_resets WHERE token_hash IS NULL;

ALTER TABLE messages DROP CONSTRAINT messages_kind_known;
ALTER TABLE messages ADD CONSTRAINT messages_kind_known CHECK (kind IN (
    'invitation', 'time_changed', 'cancelled', 'reminder', 'conflict', 'webhook_disabled', 'password_reset'));
ALTER TABLE messages DROP CONSTRAINT messages_about_something;
ALTER TABLE messages ADD CONSTRAINT messages_about_something CHECK (
    interview_id IS NOT NULL OR webhook_id IS NOT NULL OR kind = 'password_reset');

-- What a message must not show and its recipient needs, sealed, until it was sent or given up.
CREATE TABLE message_secrets (
    company_id BIGINT NOT NULL,
    message_id UUID   NOT NULL,
    sealed     TEXT   NOT NULL,
    CONSTRAINT message_secrets_pk PRIMARY KEY (company_id, message_id),
    CONSTRAINT message_secrets_message_fk FOREIGN KEY (company_id, message_id)
        REFERENCES messages (company_id, id) ON DELETE CASCADE
);
