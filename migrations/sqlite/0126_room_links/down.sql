DELETE FROM room_providers WHERE kind = 'link';
CREATE TABLE room_providers_new (
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
INSERT INTO room_providers_new SELECT * FROM room_providers;
DROP TABLE room_providers;
ALTER TABLE room_providers_new RENAME TO room_providers;
CREATE UNIQUE INDEX room_providers_one_in_use ON room_providers (company_id) WHERE in_use;
