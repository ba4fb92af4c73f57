-- Where people meet.
CREATE TABLE locations (
    id         INTEGER CONSTRAINT locations_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id BIGINT      NOT NULL,
    name       TEXT        NOT NULL,
    name_key   TEXT NOT NULL, -- folded: what lists are sorted and searched by
    address    TEXT,
    time_zone  TEXT,
    active     BOOLEAN     NOT NULL,
    version    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT locations_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT locations_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT locations_name_given CHECK (name <> '')
);
CREATE INDEX locations_by_name ON locations (company_id, name_key, id);
CREATE INDEX locations_by_age ON locations (company_id, created_at, id);
