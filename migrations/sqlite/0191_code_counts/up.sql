-- Codes that are mailed because somebody asked for them from a network are counted too.
CREATE TABLE visitor_counts_new (
    company_id BIGINT      NOT NULL,
    kind       TEXT        NOT NULL,
    value      TEXT        NOT NULL, -- hashed
    since      TIMESTAMPTZ NOT NULL,
    times      BIGINT      NOT NULL,
    CONSTRAINT visitor_counts_pk PRIMARY KEY (company_id, kind, value, since),
    CONSTRAINT visitor_counts_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT visitor_counts_kind_known CHECK (kind IN ('network', 'day', 'mail', 'phone', 'code'))
);
INSERT INTO visitor_counts_new (company_id, kind, value, since, times)
    SELECT company_id, kind, value, since, times FROM visitor_counts;
DROP TABLE visitor_counts;
ALTER TABLE visitor_counts_new RENAME TO visitor_counts;
CREATE INDEX visitor_counts_by_age ON visitor_counts (since);
