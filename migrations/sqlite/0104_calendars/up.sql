-- Calendars from outside, the busy times that they say, and what was written to those on CalDAV servers.

-- Where a calendar comes from.
CREATE TABLE calendar_kinds (
    name TEXT NOT NULL,
    CONSTRAINT calendar_kinds_pk PRIMARY KEY (name)
) WITHOUT ROWID;
INSERT INTO calendar_kinds (name) VALUES
    ('ics_url'),
    ('ics_file'),
    ('caldav'),
    ('simulated');

CREATE TABLE calendars (
    id             INTEGER CONSTRAINT calendars_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id     BIGINT      NOT NULL,
    user_id        BIGINT      NOT NULL,
    kind           TEXT        NOT NULL,
    name           TEXT        NOT NULL,
    url            TEXT,
    credentials    TEXT,
    stale_policy   TEXT        NOT NULL,
    last_synced_at TIMESTAMPTZ,
    last_error     TEXT,
    etag           TEXT, -- of the source, as last_modified
    last_modified  TEXT,
    next_sync_at   TIMESTAMPTZ,
    leased_until   TIMESTAMPTZ, -- a worker is at it until then
    failures       BIGINT      NOT NULL,
    expanded_from  TIMESTAMPTZ, -- calendar_busy is complete from here
    expanded_to    TIMESTAMPTZ, -- to here
    events         BIGINT      NOT NULL,
    version        BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    show_bookings  BOOLEAN     NOT NULL DEFAULT FALSE, -- bookings are written into it
    write_error    TEXT, -- why that did not go well last
    trusted_until  TIMESTAMPTZ, -- what is known of it stands until then; bookings are held against it afterwards
    lapse_seen     BOOLEAN     NOT NULL DEFAULT FALSE, -- and were, since
    CONSTRAINT calendars_in_company_unique UNIQUE (company_id, user_id, id),
    CONSTRAINT calendars_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT calendars_name_given CHECK (name <> ''),
    CONSTRAINT calendars_kind_fk FOREIGN KEY (kind) REFERENCES calendar_kinds (name),
    CONSTRAINT calendars_stale_policy_known CHECK (stale_policy IN ('busy', 'ignore')),
    CONSTRAINT calendars_shown_on_servers CHECK (NOT show_bookings OR kind = 'caldav'),
    CONSTRAINT calendars_failures_range CHECK (failures >= 0),
    CONSTRAINT calendars_events_range CHECK (events >= 0),
    CONSTRAINT calendars_expanded_both CHECK ((expanded_from IS NULL) = (expanded_to IS NULL)),
    CONSTRAINT calendars_expanded_end_after_start CHECK (expanded_to > expanded_from)
);
CREATE INDEX calendars_by_id ON calendars (company_id, id);
-- The work list of the sync workers, who look over all companies.
CREATE INDEX calendars_due ON calendars (next_sync_at) WHERE next_sync_at IS NOT NULL;
-- The work list of those who hold bookings against calendars that were not read for long.
CREATE INDEX calendars_lapsing ON calendars (trusted_until) WHERE NOT lapse_seen AND trusted_until IS NOT NULL;

-- The text that a calendar was read from, kept so that it can be expanded again for a later range.
CREATE TABLE calendar_sources (
    company_id  BIGINT      NOT NULL,
    user_id     BIGINT      NOT NULL,
    calendar_id BIGINT      NOT NULL,
    content     TEXT        NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT calendar_sources_pk PRIMARY KEY (company_id, user_id, calendar_id),
    CONSTRAINT calendar_sources_calendar_fk FOREIGN KEY (company_id, user_id, calendar_id)
        REFERENCES calendars (company_id, user_id, id) ON DELETE CASCADE
);

-- Busy times, merged per calendar and cut into pieces of a week at most. So a search finds all that touch a window in
-- one short range of the key: nothing that starts more than a week before the window can reach into it.
CREATE TABLE calendar_busy (
    company_id  BIGINT      NOT NULL,
    user_id     BIGINT      NOT NULL,
    starts_at   TIMESTAMPTZ NOT NULL,
    calendar_id BIGINT      NOT NULL,
    ends_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT calendar_busy_pk PRIMARY KEY (company_id, user_id, starts_at, calendar_id),
    CONSTRAINT calendar_busy_calendar_fk FOREIGN KEY (company_id, user_id, calendar_id)
        REFERENCES calendars (company_id, user_id, id) ON DELETE CASCADE,
    CONSTRAINT calendar_busy_end_after_start CHECK (ends_at > starts_at),
    CONSTRAINT calendar_busy_week_at_most CHECK (ends_at <= starts_at + 604800000000)
) WITHOUT ROWID;

-- How far a calendar on a CalDAV server was read.
CREATE TABLE caldav_collections (
    company_id  BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    calendar_id BIGINT NOT NULL,
    url         TEXT   NOT NULL, -- of the calendar itself, found from the address that was given
    token       TEXT,            -- what the server calls its state; NULL where it has no name for it
    revision    BIGINT NOT NULL, -- rises with every reading that changed something
    CONSTRAINT caldav_collections_pk PRIMARY KEY (company_id, user_id, calendar_id),
    CONSTRAINT caldav_collections_calendar_fk FOREIGN KEY (company_id, user_id, calendar_id)
        REFERENCES calendars (company_id, user_id, id) ON DELETE CASCADE
);

-- Its events, reduced to when they are.
CREATE TABLE caldav_objects (
    company_id  BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    calendar_id BIGINT NOT NULL,
    href        TEXT   NOT NULL,
    etag        TEXT   NOT NULL, -- empty where the server gives none
    content     TEXT   NOT NULL,
    CONSTRAINT caldav_objects_pk PRIMARY KEY (company_id, user_id, calendar_id, href),
    CONSTRAINT caldav_objects_calendar_fk FOREIGN KEY (company_id, user_id, calendar_id)
        REFERENCES calendars (company_id, user_id, id) ON DELETE CASCADE
);

-- Our own events in it. A row stays when its event was taken away, so that what comes too late does not bring it back.
CREATE TABLE caldav_published (
    company_id  BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    calendar_id BIGINT NOT NULL,
    uid         TEXT   NOT NULL,
    sequence    BIGINT NOT NULL,
    href        TEXT,            -- NULL where it was taken away
    etag        TEXT,
    fingerprint TEXT   NOT NULL, -- of what it says
    holder      UUID, -- who is writing it, and until when nobody else may
    held_until  TIMESTAMPTZ,
    CONSTRAINT caldav_published_pk PRIMARY KEY (company_id, user_id, calendar_id, uid),
    CONSTRAINT caldav_published_calendar_fk FOREIGN KEY (company_id, user_id, calendar_id)
        REFERENCES calendars (company_id, user_id, id) ON DELETE CASCADE
);
CREATE INDEX caldav_published_by_uid ON caldav_published (company_id, uid);
