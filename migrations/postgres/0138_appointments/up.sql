-- What clients book: requests that hold a time, appointments, their moves and what was done to them.

CREATE TABLE appointments (
    id                  UUID        NOT NULL,
    company_id          BIGINT      NOT NULL,
    request_id          UUID, -- which led to it
    client              JSONB       NOT NULL, -- name, email, phone, address
    client_key          TEXT COLLATE "C" NOT NULL, -- the address, folded: by which a client is known
    search_key          TEXT COLLATE "C" NOT NULL, -- name, address and number, folded, one a line
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
CREATE INDEX appointments_by_text ON appointments USING gin (search_key gin_trgm_ops);
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
    client_key     TEXT COLLATE "C",
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
CREATE TRIGGER appointment_logs_append_only BEFORE UPDATE OR DELETE ON appointment_logs
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

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
);
CREATE INDEX appointment_messages_by_appointment ON appointment_messages (company_id, appointment_id, message_id);
INSERT INTO message_kinds (name) VALUES ('code'), ('move_asked');

-- What a message is about is known by that table too.
ALTER TABLE messages DROP CONSTRAINT messages_about_something;

-- A conflict stands against an interview or an appointment.
ALTER TABLE conflicts ALTER COLUMN primary_interview DROP NOT NULL;
ALTER TABLE conflicts ADD COLUMN appointment_id UUID;
ALTER TABLE conflicts ADD CONSTRAINT conflicts_appointment_fk FOREIGN KEY (company_id, appointment_id)
    REFERENCES appointments (company_id, id) NOT VALID;
ALTER TABLE conflicts ADD CONSTRAINT conflicts_against_one CHECK (
    (primary_interview IS NULL) <> (appointment_id IS NULL)) NOT VALID;
