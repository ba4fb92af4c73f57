-- People who talk in rooms of this server, and what their browsers tell each other meanwhile. All of it goes when the room
-- has closed.

CREATE TABLE room_calls (
    company_id  BIGINT      NOT NULL,
    room        UUID        NOT NULL, -- a digest of the room's id, which opens the room
    last_number BIGINT      NOT NULL, -- of its messages: whoever writes one takes the next, and holds this row
    closes_at   TIMESTAMPTZ NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT room_calls_pk PRIMARY KEY (company_id, room),
    CONSTRAINT room_calls_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX room_calls_by_room ON room_calls (room);
CREATE INDEX room_calls_by_close ON room_calls (closes_at);

CREATE TABLE room_people (
    id             UUID        NOT NULL,
    company_id     BIGINT      NOT NULL,
    room           UUID        NOT NULL,
    part           TEXT        NOT NULL,
    name           TEXT, -- what they call themselves, where they say
    seen_at        TIMESTAMPTZ NOT NULL, -- their browser was connected then
    left_at        TIMESTAMPTZ,
    minute         BIGINT      NOT NULL, -- what was sent within it, by number and size
    minute_count   BIGINT      NOT NULL,
    minute_size    BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT room_people_pk PRIMARY KEY (company_id, id),
    CONSTRAINT room_people_call_fk FOREIGN KEY (company_id, room) REFERENCES room_calls (company_id, room) ON DELETE CASCADE,
    CONSTRAINT room_people_part_known CHECK (part IN ('candidate', 'interviewer', 'client', 'staff'))
) WITHOUT ROWID;
-- A server looks after all who are connected to it, of whatever companies: by their rooms, and by themselves.
CREATE INDEX room_people_by_room ON room_people (room, company_id, id);
CREATE INDEX room_people_by_id ON room_people (id);

CREATE TABLE room_messages (
    company_id BIGINT      NOT NULL,
    room       UUID        NOT NULL,
    number     BIGINT      NOT NULL,
    kind       TEXT        NOT NULL,
    from_id    UUID        NOT NULL,
    to_id      UUID, -- null for everybody
    body       TEXT        NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT room_messages_pk PRIMARY KEY (company_id, room, number),
    CONSTRAINT room_messages_call_fk FOREIGN KEY (company_id, room) REFERENCES room_calls (company_id, room) ON DELETE CASCADE,
    CONSTRAINT room_messages_kind_known CHECK (kind IN ('here', 'left', 'signal', 'state', 'chat'))
) WITHOUT ROWID;
CREATE INDEX room_messages_by_age ON room_messages (created_at) WHERE kind <> 'chat';
