-- Calendars from outside, and the busy times that they say.

CREATE TABLE calendars (
    id             INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
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
    CONSTRAINT calendars_in_company_unique UNIQUE (company_id, user_id, id),
    CONSTRAINT calendars_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT calendars_name_given CHECK (name <> ''),
    CONSTRAINT calendars_kind_known CHECK (kind IN ('ics_url', 'ics_file', 'caldav', 'simulated')),
    CONSTRAINT calendars_stale_policy_known CHECK (stale_policy IN ('busy', 'ignore')),
    CONSTRAINT calendars_failures_range CHECK (failures >= 0),
    CONSTRAINT calendars_events_range CHECK (events >= 0),
    CONSTRAINT calendars_expanded_both CHECK ((expanded_from IS NULL) = (expanded_to IS NULL)),
    CONSTRAINT calendars_expanded_end_after_start CHECK (expanded_to > expanded_from)
);
CREATE INDEX calendars_by_id ON calendars (company_id, id);
-- The work list of the sync workers, who look over all companies.
CREATE INDEX calendars_due ON calendars (next_sync_at) WHERE next_sync_at IS NOT NULL;

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
