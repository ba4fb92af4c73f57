-- Calendars on CalDAV servers: what was read of them, and what was written to them.

-- How far a calendar was read.
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
    CONSTRAINT caldav_published_pk PRIMARY KEY (company_id, user_id, calendar_id, uid),
    CONSTRAINT caldav_published_calendar_fk FOREIGN KEY (company_id, user_id, calendar_id)
        REFERENCES calendars (company_id, user_id, id) ON DELETE CASCADE
);
