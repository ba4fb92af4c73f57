-- What clients can book, who offers it, and when.

-- A price and a down payment are in minor units of the one currency.
CREATE TABLE services (
    id INTEGER CONSTRAINT services_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id            BIGINT      NOT NULL,
    name                  TEXT        NOT NULL,
    name_key              TEXT NOT NULL, -- folded: what lists are sorted and searched by
    description           TEXT,
    duration_minutes      BIGINT      NOT NULL,
    price_amount          BIGINT,
    price_currency        TEXT, -- ISO 4217, of the down payment too
    down_payment_amount   BIGINT,
    image_url             TEXT,
    reschedule_limit      BIGINT,
    allow_rescheduling    BOOLEAN     NOT NULL,
    cancellation_policy   JSONB, -- that of the company where it is null
    location_type         TEXT        NOT NULL,
    location              TEXT,
    active                BOOLEAN     NOT NULL,
    version               BIGINT      NOT NULL,
    created_at            TIMESTAMPTZ NOT NULL,
    updated_at            TIMESTAMPTZ NOT NULL,
    CONSTRAINT services_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT services_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT services_name_given CHECK (name <> ''),
    CONSTRAINT services_duration_range CHECK (duration_minutes BETWEEN 1 AND 1440),
    CONSTRAINT services_price_not_negative CHECK (price_amount >= 0),
    CONSTRAINT services_price_with_currency CHECK ((price_amount IS NULL) = (price_currency IS NULL)),
    CONSTRAINT services_down_payment_not_negative CHECK (down_payment_amount >= 0),
    CONSTRAINT services_down_payment_of_price CHECK (
        down_payment_amount IS NULL OR (price_amount IS NOT NULL AND down_payment_amount <= price_amount)
    ),
    CONSTRAINT services_reschedule_limit_not_negative CHECK (reschedule_limit >= 0),
    CONSTRAINT services_location_type_known CHECK (location_type IN ('in_person', 'phone', 'online', 'client_place'))
);
CREATE INDEX services_by_name ON services (company_id, name_key, id);
CREATE INDEX services_by_age ON services (company_id, created_at, id);

-- The profiles of users who offer services. What is null comes from the settings of the company.
CREATE TABLE staff (
    id INTEGER CONSTRAINT staff_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id                 BIGINT      NOT NULL,
    user_id                    BIGINT      NOT NULL,
    slot_duration_minutes      BIGINT,
    lead_minute                BIGINT, -- after local midnight, as finish_minute; where that is smaller, over midnight
    finish_minute              BIGINT,
    appointment_buffer_minutes BIGINT,
    work_on_saturday           BOOLEAN,
    work_on_sunday             BOOLEAN,
    active                     BOOLEAN     NOT NULL,
    version                    BIGINT      NOT NULL,
    created_at                 TIMESTAMPTZ NOT NULL,
    updated_at                 TIMESTAMPTZ NOT NULL,
    CONSTRAINT staff_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT staff_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT staff_user_unique UNIQUE (company_id, user_id),
    CONSTRAINT staff_slot_duration_range CHECK (slot_duration_minutes BETWEEN 1 AND 1440),
    CONSTRAINT staff_lead_range CHECK (lead_minute BETWEEN 0 AND 1439),
    CONSTRAINT staff_finish_range CHECK (finish_minute BETWEEN 0 AND 1440),
    CONSTRAINT staff_buffer_range CHECK (appointment_buffer_minutes BETWEEN 0 AND 1440)
);
CREATE INDEX staff_by_age ON staff (company_id, created_at, id);

-- Who offers what.
CREATE TABLE staff_services (
    company_id BIGINT NOT NULL,
    service_id BIGINT NOT NULL,
    staff_id   BIGINT NOT NULL,
    CONSTRAINT staff_services_pk PRIMARY KEY (company_id, service_id, staff_id),
    CONSTRAINT staff_services_service_fk FOREIGN KEY (company_id, service_id)
        REFERENCES services (company_id, id) ON DELETE CASCADE,
    CONSTRAINT staff_services_staff_fk FOREIGN KEY (company_id, staff_id)
        REFERENCES staff (company_id, id) ON DELETE CASCADE
);
CREATE INDEX staff_services_by_staff ON staff_services (company_id, staff_id);

-- When staff work, week by week, on the wall clocks of their own zones.
CREATE TABLE working_hours (
    id INTEGER CONSTRAINT working_hours_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id    BIGINT      NOT NULL,
    staff_id      BIGINT      NOT NULL,
    day_of_week   BIGINT      NOT NULL, -- 1 (Monday) to 7
    starts_minute BIGINT      NOT NULL, -- after local midnight, as ends_minute; where that is smaller, over midnight
    ends_minute   BIGINT      NOT NULL,
    breaks        JSONB       NOT NULL,
    version       BIGINT      NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    CONSTRAINT working_hours_staff_fk FOREIGN KEY (company_id, staff_id)
        REFERENCES staff (company_id, id) ON DELETE CASCADE,
    CONSTRAINT working_hours_day_unique UNIQUE (company_id, staff_id, day_of_week),
    CONSTRAINT working_hours_day_range CHECK (day_of_week BETWEEN 1 AND 7),
    CONSTRAINT working_hours_start_range CHECK (starts_minute BETWEEN 0 AND 1439),
    CONSTRAINT working_hours_end_range CHECK (ends_minute BETWEEN 0 AND 1440),
    CONSTRAINT working_hours_not_empty CHECK (starts_minute <> ends_minute)
);

-- Other hours on one date, in place of the weekly ones; everybody's where no staff is named.
CREATE TABLE special_hours (
    id INTEGER CONSTRAINT special_hours_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id BIGINT      NOT NULL,
    staff_id   BIGINT,
    date       TEXT        NOT NULL, -- YYYY-MM-DD, a local date
    intervals  JSONB       NOT NULL,
    version    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT special_hours_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT special_hours_staff_fk FOREIGN KEY (company_id, staff_id)
        REFERENCES staff (company_id, id) ON DELETE CASCADE,
    CONSTRAINT special_hours_date_unique UNIQUE (company_id, staff_id, date)
);
CREATE UNIQUE INDEX special_hours_of_everybody_once ON special_hours (company_id, date) WHERE staff_id IS NULL;

-- Local dates on which somebody does not work; the whole company where no staff is named.
CREATE TABLE days_off (
    id INTEGER CONSTRAINT days_off_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id  BIGINT      NOT NULL,
    staff_id    BIGINT,
    first_date  TEXT        NOT NULL, -- YYYY-MM-DD, a local date, as last_date
    last_date   TEXT        NOT NULL, -- included
    description TEXT,
    version     BIGINT      NOT NULL,
    created_at  TIMESTAMPTZ NOT NULL,
    updated_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT days_off_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT days_off_staff_fk FOREIGN KEY (company_id, staff_id)
        REFERENCES staff (company_id, id) ON DELETE CASCADE,
    CONSTRAINT days_off_last_not_before_first CHECK (last_date >= first_date)
);
-- The last date leads: most of what is stored is past, and a search asks for what has not ended yet.
CREATE INDEX days_off_by_date ON days_off (company_id, last_date, first_date);

-- How a company lets appointments be booked; the defaults count where there is no row.
CREATE TABLE shop_settings (
    company_id                       BIGINT      NOT NULL,
    slot_duration_minutes            BIGINT      NOT NULL,
    lead_minute                      BIGINT      NOT NULL,
    finish_minute                    BIGINT      NOT NULL,
    work_on_saturday                 BOOLEAN     NOT NULL,
    work_on_sunday                   BOOLEAN     NOT NULL,
    appointment_buffer_minutes       BIGINT      NOT NULL,
    website_name                     TEXT,
    default_reschedule_limit         BIGINT      NOT NULL,
    allow_staff_change_on_reschedule BOOLEAN     NOT NULL,
    cancellation_policy              JSONB       NOT NULL,
    no_show_refund_percent           BIGINT      NOT NULL,
    reminder_hours_before            JSONB       NOT NULL,
    minimum_notice_minutes           BIGINT      NOT NULL,
    maximum_notice_days              BIGINT      NOT NULL,
    thank_you_url                    TEXT,
    version                          BIGINT      NOT NULL,
    created_at                       TIMESTAMPTZ NOT NULL,
    updated_at                       TIMESTAMPTZ NOT NULL,
    CONSTRAINT shop_settings_pk PRIMARY KEY (company_id),
    CONSTRAINT shop_settings_company_fk FOREIGN KEY (company_id) REFERENCES companies (id) ON DELETE CASCADE,
    CONSTRAINT shop_settings_slot_duration_range CHECK (slot_duration_minutes BETWEEN 1 AND 1440),
    CONSTRAINT shop_settings_lead_range CHECK (lead_minute BETWEEN 0 AND 1439),
    CONSTRAINT shop_settings_finish_range CHECK (finish_minute BETWEEN 0 AND 1440),
    CONSTRAINT shop_settings_not_empty CHECK (lead_minute <> finish_minute),
    CONSTRAINT shop_settings_buffer_range CHECK (appointment_buffer_minutes BETWEEN 0 AND 1440),
    CONSTRAINT shop_settings_limit_not_negative CHECK (default_reschedule_limit >= 0),
    CONSTRAINT shop_settings_percent_range CHECK (no_show_refund_percent BETWEEN 0 AND 100),
    CONSTRAINT shop_settings_minimum_range CHECK (minimum_notice_minutes BETWEEN 0 AND 525600),
    CONSTRAINT shop_settings_maximum_range CHECK (maximum_notice_days BETWEEN 1 AND 365)
);

-- Pictures of services, each in several widths, under the hash of its bytes.
CREATE TABLE service_images (
    company_id   BIGINT      NOT NULL,
    service_id   BIGINT      NOT NULL,
    width        BIGINT      NOT NULL,
    hash         TEXT        NOT NULL,
    content_type TEXT        NOT NULL,
    body         BYTEA       NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT service_images_pk PRIMARY KEY (company_id, service_id, width),
    CONSTRAINT service_images_service_fk FOREIGN KEY (company_id, service_id)
        REFERENCES services (company_id, id) ON DELETE CASCADE
);
CREATE INDEX service_images_by_hash ON service_images (hash);
