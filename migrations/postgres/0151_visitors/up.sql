-- What people without an account hold and ask for, so that a few of them can't take all the time there is. Rows are forgotten a day
-- after they count for nothing.

CREATE TABLE visitor_holds (
    company_id BIGINT      NOT NULL,
    request_id UUID        NOT NULL,
    holder     TEXT        NOT NULL, -- of the request: a browser, hashed
    service_id BIGINT      NOT NULL,
    starts_at  TIMESTAMPTZ NOT NULL,
    day        TEXT        NOT NULL, -- of the start, on the clock of the company
    network    TEXT, -- hashed; null where it is not known
    verified   BOOLEAN     NOT NULL, -- whether the visitor has shown a code
    live_until TIMESTAMPTZ NOT NULL,
    CONSTRAINT visitor_holds_pk PRIMARY KEY (company_id, request_id),
    CONSTRAINT visitor_holds_request_fk FOREIGN KEY (company_id, request_id)
        REFERENCES appointment_requests (company_id, id) ON DELETE CASCADE
);
CREATE INDEX visitor_holds_by_holder ON visitor_holds (company_id, holder, service_id, starts_at);
CREATE INDEX visitor_holds_by_network ON visitor_holds (company_id, network, live_until);
CREATE INDEX visitor_holds_by_day ON visitor_holds (company_id, service_id, day, live_until);
CREATE INDEX visitor_holds_by_end ON visitor_holds (live_until);

-- How often something was asked for within an hour. A row is the lock of what is counted, too.
CREATE TABLE visitor_counts (
    company_id BIGINT      NOT NULL,
    kind       TEXT        NOT NULL,
    value      TEXT        NOT NULL, -- hashed
    since      TIMESTAMPTZ NOT NULL,
    times      BIGINT      NOT NULL,
    CONSTRAINT visitor_counts_pk PRIMARY KEY (company_id, kind, value, since),
    CONSTRAINT visitor_counts_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT visitor_counts_kind_known CHECK (kind IN ('network', 'day', 'mail', 'phone'))
);
CREATE INDEX visitor_counts_by_age ON visitor_counts (since);
