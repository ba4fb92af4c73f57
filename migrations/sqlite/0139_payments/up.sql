-- Money: companies' providers of payments, what is to be paid for appointments, and what came and went.

CREATE TABLE payment_providers (
    id          UUID        NOT NULL,
    company_id  BIGINT      NOT NULL,
    kind        TEXT        NOT NULL,
    live        BOOLEAN, -- whether its key moves real money; null where the key does not say
    credentials TEXT        NOT NULL, -- sealed with the installation's key
    in_use      BOOLEAN     NOT NULL,
    version     BIGINT      NOT NULL, -- rises over all of a company's
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT payment_providers_pk PRIMARY KEY (company_id, id),
    CONSTRAINT payment_providers_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT payment_providers_kind_known CHECK (kind IN ('stripe'))
) WITHOUT ROWID;
CREATE UNIQUE INDEX payment_providers_one_in_use ON payment_providers (company_id) WHERE in_use;

-- One of each place in an appointment. What it comes to is in its entries alone.
CREATE TABLE payments (
    id             UUID        NOT NULL,
    company_id     BIGINT      NOT NULL,
    appointment_id UUID        NOT NULL,
    place          BIGINT      NOT NULL, -- 1 for the first one
    currency       TEXT        NOT NULL,
    provider_id    UUID, -- null where the company takes the money itself
    title          TEXT        NOT NULL, -- what the client sees that they pay for
    pay_until      TIMESTAMPTZ, -- null where nothing is to be paid online
    looked_at      TIMESTAMPTZ, -- when the provider was asked last; null where it has reported something since
    look_at        TIMESTAMPTZ, -- when the provider is to be asked next, whatever it reports
    leased_until   TIMESTAMPTZ, -- somebody asks the provider about it until then
    version        BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL,
    updated_at     TIMESTAMPTZ NOT NULL,
    CONSTRAINT payments_pk PRIMARY KEY (company_id, id),
    CONSTRAINT payments_appointment_fk FOREIGN KEY (company_id, appointment_id)
        REFERENCES appointments (company_id, id),
    CONSTRAINT payments_provider_fk FOREIGN KEY (company_id, provider_id)
        REFERENCES payment_providers (company_id, id),
    CONSTRAINT payments_one_of_place UNIQUE (company_id, appointment_id, place),
    CONSTRAINT payments_place_counted CHECK (place >= 1),
    CONSTRAINT payments_online_with_provider CHECK (provider_id IS NOT NULL OR (pay_until IS NULL AND look_at IS NULL))
) WITHOUT ROWID;
-- For the platform's administrators, who need not name a company.
CREATE INDEX payments_by_id ON payments (id);
CREATE INDEX payments_by_provider ON payments (company_id, provider_id);
-- The work list of the sweep, which looks over all companies.
CREATE INDEX payments_by_look ON payments (look_at) WHERE look_at IS NOT NULL;

CREATE TABLE payment_entries (
    id          UUID        NOT NULL,
    company_id  BIGINT      NOT NULL,
    payment_id  UUID        NOT NULL,
    kind        TEXT        NOT NULL,
    status      TEXT        NOT NULL,
    amount      BIGINT      NOT NULL, -- minor units of the payment's currency
    provider_id TEXT, -- what the provider calls it
    number      BIGINT      NOT NULL, -- of a page for paying, or of an attempt at a refund
    refund_id   UUID,
    charge_id   TEXT, -- what came of which this goes back
    reason      TEXT,
    link        TEXT, -- where the client pays
    until       TIMESTAMPTZ,
    fact        TEXT, -- the same fact, told again, has the same
    at          TIMESTAMPTZ NOT NULL,
    CONSTRAINT payment_entries_pk PRIMARY KEY (company_id, payment_id, id),
    CONSTRAINT payment_entries_payment_fk FOREIGN KEY (company_id, payment_id) REFERENCES payments (company_id, id),
    CONSTRAINT payment_entries_fact_unique UNIQUE (company_id, payment_id, fact),
    CONSTRAINT payment_entries_kind_known CHECK (kind IN ('charge', 'mark_paid', 'refund', 'dispute')),
    CONSTRAINT payment_entries_amount_not_negative CHECK (amount >= 0),
    CONSTRAINT payment_entries_refund_named CHECK ((kind = 'refund') = (refund_id IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX payment_entries_by_provider_id ON payment_entries (company_id, provider_id)
    WHERE provider_id IS NOT NULL;
CREATE TRIGGER payment_entries_append_only_update BEFORE UPDATE ON payment_entries
BEGIN SELECT RAISE(ABORT, 'rows of payment_entries are never changed'); END;
CREATE TRIGGER payment_entries_append_only_delete BEFORE DELETE ON payment_entries
BEGIN SELECT RAISE(ABORT, 'rows of payment_entries are never changed'); END;

-- What providers reported, so that each report is acted on once.
CREATE TABLE provider_events (
    company_id  BIGINT      NOT NULL,
    id          TEXT        NOT NULL, -- the provider's
    kind        TEXT        NOT NULL,
    received_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT provider_events_pk PRIMARY KEY (company_id, id),
    CONSTRAINT provider_events_company_fk FOREIGN KEY (company_id) REFERENCES companies (id)
) WITHOUT ROWID;
CREATE INDEX provider_events_by_age ON provider_events (received_at);

INSERT INTO message_kinds (name) VALUES ('money_returned');
