-- Messages to people, and how they want to be told.

-- What messages are about.
CREATE TABLE message_kinds (
    name TEXT NOT NULL,
    CONSTRAINT message_kinds_pk PRIMARY KEY (name)
) WITHOUT ROWID;
INSERT INTO message_kinds (name) VALUES
    ('invitation'),
    ('time_changed'),
    ('cancelled'),
    ('reminder'),
    ('conflict'),
    ('webhook_disabled'),
    ('password_reset');

-- One message to one person. It is written with the effect that sends it, and kept with what became of it.
CREATE TABLE messages (
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

-- How one person wants to be told, where they have said it.
CREATE TABLE notification_preferences (
    company_id              BIGINT      NOT NULL,
    person                  TEXT        NOT NULL,
    user_id                 BIGINT, -- the person, so that it goes with them
    candidate_id            BIGINT,
    language                TEXT,
    invitations             BOOLEAN     NOT NULL,
    reminders               BOOLEAN     NOT NULL,
    alerts                  BOOLEAN     NOT NULL,
    reminder_minutes_before JSONB, -- a list of numbers; null is the company's
    version                 BIGINT      NOT NULL,
    updated_at              TIMESTAMPTZ NOT NULL,
    CONSTRAINT notification_preferences_pk PRIMARY KEY (company_id, person),
    CONSTRAINT notification_preferences_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT notification_preferences_candidate_fk FOREIGN KEY (company_id, candidate_id)
        REFERENCES candidates (company_id, id) ON DELETE CASCADE,
    CONSTRAINT notification_preferences_of_somebody CHECK ((user_id IS NULL) <> (candidate_id IS NULL)),
    CONSTRAINT notification_preferences_language_known CHECK (language IN ('en', 'de', 'fr')),
    CONSTRAINT notification_preferences_candidates_invited CHECK (candidate_id IS NULL OR invitations)
);

-- How a company tells people, where it has said it.
CREATE TABLE notification_settings (
    company_id              BIGINT      NOT NULL,
    language                TEXT        NOT NULL,
    sender_name             TEXT,
    reply_to                TEXT,
    reminder_minutes_before JSONB       NOT NULL, -- a list of numbers
    conflict_roles          JSONB       NOT NULL, -- a list of roles
    version                 BIGINT      NOT NULL,
    updated_at              TIMESTAMPTZ NOT NULL,
    CONSTRAINT notification_settings_pk PRIMARY KEY (company_id),
    CONSTRAINT notification_settings_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT notification_settings_language_known CHECK (language IN ('en', 'de', 'fr'))
);
