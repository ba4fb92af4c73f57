-- The addresses of the pages on which people book, and what companies say there. The slugs of what is there already are made in the
-- same transaction: SQL knows no letters beyond the Latin ones.

CREATE TABLE company_slugs (
    slug       TEXT NOT NULL, -- unique over the platform
    company_id BIGINT      NOT NULL,
    is_current BOOLEAN     NOT NULL, -- older ones lead on
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT company_slugs_pk PRIMARY KEY (slug),
    CONSTRAINT company_slugs_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT company_slugs_given CHECK (slug <> '')
);
CREATE UNIQUE INDEX company_slugs_one_current ON company_slugs (company_id) WHERE is_current;
CREATE INDEX company_slugs_by_company ON company_slugs (company_id);

CREATE TABLE service_slugs (
    company_id BIGINT      NOT NULL,
    slug       TEXT NOT NULL, -- unique within the company
    service_id BIGINT      NOT NULL,
    is_current BOOLEAN     NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT service_slugs_pk PRIMARY KEY (company_id, slug),
    CONSTRAINT service_slugs_service_fk FOREIGN KEY (company_id, service_id)
        REFERENCES services (company_id, id) ON DELETE CASCADE,
    CONSTRAINT service_slugs_given CHECK (slug <> '')
);
CREATE UNIQUE INDEX service_slugs_one_current ON service_slugs (company_id, service_id) WHERE is_current;
CREATE INDEX service_slugs_by_service ON service_slugs (company_id, service_id);

CREATE TABLE booking_pages (
    company_id BIGINT      NOT NULL,
    asks_code  BOOLEAN     NOT NULL, -- clients with a new address show a code first
    contact    TEXT, -- whom visitors can ask
    version    BIGINT      NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT booking_pages_pk PRIMARY KEY (company_id),
    CONSTRAINT booking_pages_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE
);
