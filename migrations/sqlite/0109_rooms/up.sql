-- Rooms of online interviews at providers outside, and what companies say about these providers.

-- One of each company is in use, or none: then interviews meet in rooms of this server. One that was in use before stays
-- as the answer to who made a room; its credentials go when no room of it is left to be tended.
CREATE TABLE room_providers (
    id          UUID        NOT NULL,
    company_id  BIGINT      NOT NULL,
    kind        TEXT        NOT NULL,
    account     JSONB       NOT NULL, -- what of the settings is no secret
    credentials TEXT, -- sealed with the installation's key
    in_use      BOOLEAN     NOT NULL,
    version     BIGINT      NOT NULL, -- rises over all of a company's
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT room_providers_pk PRIMARY KEY (company_id, id),
    CONSTRAINT room_providers_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT room_providers_kind_known CHECK (kind IN ('zoom', 'google_meet', 'teams')),
    CONSTRAINT room_providers_in_use_with_credentials CHECK (NOT in_use OR credentials IS NOT NULL)
) WITHOUT ROWID;
CREATE UNIQUE INDEX room_providers_one_in_use ON room_providers (company_id) WHERE in_use;

-- Gone when they are ended. Of one that is not wanted any more nothing but its end is still to come.
CREATE TABLE provider_rooms (
    id               UUID        NOT NULL,
    company_id       BIGINT      NOT NULL,
    interview_id     UUID        NOT NULL,
    provider_id      UUID        NOT NULL,
    room_key         UUID        NOT NULL, -- of the room of this server that it belongs to; the provider is shown it
    wanted           BOOLEAN     NOT NULL,
    begun            BOOLEAN     NOT NULL, -- the provider was asked for it, so that it may be there
    topic            TEXT, -- what the provider was told: all three or none
    starts_at        TIMESTAMPTZ,
    minutes          BIGINT,
    provider_room_id TEXT, -- what the provider said: both or none
    link             TEXT,
    leased_until     TIMESTAMPTZ, -- somebody asks the provider about it until then
    version          BIGINT      NOT NULL,
    created_at       TIMESTAMPTZ NOT NULL,
    updated_at       TIMESTAMPTZ NOT NULL,
    CONSTRAINT provider_rooms_pk PRIMARY KEY (company_id, id),
    CONSTRAINT provider_rooms_interview_fk FOREIGN KEY (company_id, interview_id)
        REFERENCES interviews (company_id, id) ON DELETE CASCADE,
    CONSTRAINT provider_rooms_provider_fk FOREIGN KEY (company_id, provider_id)
        REFERENCES room_providers (company_id, id) ON DELETE CASCADE,
    CONSTRAINT provider_rooms_told_whole CHECK (
        (topic IS NULL) = (starts_at IS NULL) AND (topic IS NULL) = (minutes IS NULL)),
    CONSTRAINT provider_rooms_made_whole CHECK ((provider_room_id IS NULL) = (link IS NULL)),
    CONSTRAINT provider_rooms_told_before_made CHECK (link IS NULL OR (begun AND topic IS NOT NULL))
) WITHOUT ROWID;
CREATE UNIQUE INDEX provider_rooms_one_wanted ON provider_rooms (company_id, interview_id) WHERE wanted;
CREATE INDEX provider_rooms_by_interview ON provider_rooms (company_id, interview_id, id);
CREATE INDEX provider_rooms_by_provider ON provider_rooms (company_id, provider_id);
