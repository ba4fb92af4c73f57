-- Who is there and what it is about: companies, users, jobs, candidates, interview templates, and the busy times that
-- people enter by hand.
--
-- What holds in all of these files:
-- - Every table of a company's data leads its keys and indexes with company_id, so that a distributed PostgreSQL can shard
--   by it, and references within a company name the company too, so that no row can point at another tenant's.
-- - Every constraint has a name, the same on both databases: the program maps refusals by it.
-- - What lists are sorted and searched by is kept folded beside the text (domain::text::folded), so that case does not count
--   in any script, and both databases compare alike. Such columns end in _key.
-- - A list of words that the program alone extends is a table of its own, referenced by a foreign key, so that one INSERT
--   adds a word on both databases. Lists that clients know as closed, and states with rules of their own, are CHECKs.
-- - The types are declared by PostgreSQL's names, which SQLite keeps without heeding them: a TIMESTAMPTZ holds integer
--   microseconds since 1970, a UUID 16 bytes, a JSONB SQLite's own binary JSON. So both schemas read alike, and a test
--   compares them.

-- What the installation remembers about itself, such as the key that seals secrets.
CREATE TABLE settings (
    name       TEXT        NOT NULL,
    value      TEXT        NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT settings_pk PRIMARY KEY (name)
) WITHOUT ROWID;

CREATE TABLE companies (
    id           INTEGER CONSTRAINT companies_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    name         TEXT        NOT NULL,
    time_zone    TEXT        NOT NULL,
    opens_at     BIGINT      NOT NULL, -- minutes after local midnight, as closes_at
    closes_at    BIGINT      NOT NULL,
    ai_parallel  BIGINT      NOT NULL,
    active       BOOLEAN     NOT NULL,
    version      BIGINT      NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    updated_at   TIMESTAMPTZ NOT NULL,
    CONSTRAINT companies_name_given CHECK (name <> ''),
    CONSTRAINT companies_opens_at_range CHECK (opens_at BETWEEN 0 AND 1440),
    CONSTRAINT companies_closes_at_range CHECK (closes_at BETWEEN 0 AND 1440),
    CONSTRAINT companies_ai_parallel_range CHECK (ai_parallel >= 1)
);

-- company_id is null for the platform's administrators, and for nobody else.
CREATE TABLE users (
    id            INTEGER CONSTRAINT users_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id    BIGINT,
    email         TEXT        NOT NULL,
    email_key     TEXT        NOT NULL, -- the e-mail in lower case: what has to be unique
    name          TEXT        NOT NULL,
    role          TEXT        NOT NULL,
    time_zone     TEXT,
    password_hash TEXT,
    active        BOOLEAN     NOT NULL,
    version       BIGINT      NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL,
    updated_at    TIMESTAMPTZ NOT NULL,
    CONSTRAINT users_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT users_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT users_email_unique UNIQUE (email_key),
    CONSTRAINT users_email_given CHECK (email_key <> ''),
    CONSTRAINT users_name_given CHECK (name <> ''),
    CONSTRAINT users_role_known
        CHECK (role IN ('admin', 'owner', 'hr_manager', 'recruiter', 'staff', 'customer', 'viewer')),
    CONSTRAINT users_admin_of_platform CHECK ((role = 'admin') = (company_id IS NULL))
);

CREATE TABLE jobs (
    id         INTEGER CONSTRAINT jobs_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id BIGINT      NOT NULL,
    title      TEXT        NOT NULL,
    title_key  TEXT NOT NULL DEFAULT '',
    active     BOOLEAN     NOT NULL,
    version    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT jobs_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT jobs_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT jobs_title_given CHECK (title <> '')
);
CREATE INDEX jobs_by_title ON jobs (company_id, title_key, id);
CREATE INDEX jobs_by_age ON jobs (company_id, created_at, id);

CREATE TABLE candidates (
    id         INTEGER CONSTRAINT candidates_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id BIGINT      NOT NULL,
    name       TEXT        NOT NULL,
    name_key   TEXT NOT NULL DEFAULT '',
    email      TEXT        NOT NULL,
    email_key  TEXT NOT NULL DEFAULT '',
    phone      TEXT,
    time_zone  TEXT,
    version    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT candidates_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT candidates_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT candidates_name_given CHECK (name <> ''),
    CONSTRAINT candidates_email_given CHECK (email <> '')
);
CREATE INDEX candidates_by_name ON candidates (company_id, name_key, id);
CREATE INDEX candidates_by_age ON candidates (company_id, created_at, id);
CREATE INDEX candidates_by_email ON candidates (company_id, email_key);

-- What an interview of one kind is like. `groups` says who of many has to come; without it everybody below has to.
CREATE TABLE interview_templates (
    id                     INTEGER CONSTRAINT interview_templates_pk PRIMARY KEY AUTOINCREMENT NOT NULL,
    company_id             BIGINT      NOT NULL,
    name                   TEXT        NOT NULL,
    duration_minutes       BIGINT      NOT NULL,
    groups                 JSONB, -- [{"members": [user ids], "required": "all" | n}]
    step_minutes           BIGINT,
    minimum_notice_minutes BIGINT,
    buffer_before_minutes  BIGINT,
    buffer_after_minutes   BIGINT,
    version                BIGINT      NOT NULL,
    created_at             TIMESTAMPTZ NOT NULL,
    updated_at             TIMESTAMPTZ NOT NULL,
    CONSTRAINT interview_templates_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT interview_templates_in_company_unique UNIQUE (company_id, id),
    CONSTRAINT interview_templates_name_given CHECK (name <> ''),
    CONSTRAINT interview_templates_duration_range CHECK (duration_minutes BETWEEN 1 AND 1440),
    CONSTRAINT interview_templates_step_range CHECK (step_minutes BETWEEN 1 AND 1440),
    CONSTRAINT interview_templates_notice_range CHECK (minimum_notice_minutes BETWEEN 0 AND 5256000),
    CONSTRAINT interview_templates_buffer_before_range CHECK (buffer_before_minutes BETWEEN 0 AND 1440),
    CONSTRAINT interview_templates_buffer_after_range CHECK (buffer_after_minutes BETWEEN 0 AND 1440)
);

-- In the order given.
CREATE TABLE template_interviewers (
    company_id  BIGINT NOT NULL,
    template_id BIGINT NOT NULL,
    position    BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    CONSTRAINT template_interviewers_pk PRIMARY KEY (company_id, template_id, position),
    CONSTRAINT template_interviewers_unique UNIQUE (company_id, template_id, user_id),
    CONSTRAINT template_interviewers_template_fk FOREIGN KEY (company_id, template_id)
        REFERENCES interview_templates (company_id, id) ON DELETE CASCADE,
    CONSTRAINT template_interviewers_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id)
) WITHOUT ROWID;
CREATE INDEX template_interviewers_by_user ON template_interviewers (company_id, user_id);

CREATE TABLE busy_periods (
    id         UUID        NOT NULL,
    company_id BIGINT      NOT NULL,
    user_id    BIGINT      NOT NULL,
    starts_at  TIMESTAMPTZ NOT NULL,
    ends_at    TIMESTAMPTZ NOT NULL,
    title      TEXT,
    version    BIGINT      NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    updated_at TIMESTAMPTZ NOT NULL,
    CONSTRAINT busy_periods_pk PRIMARY KEY (company_id, id),
    CONSTRAINT busy_periods_user_fk FOREIGN KEY (company_id, user_id)
        REFERENCES users (company_id, id) ON DELETE CASCADE,
    CONSTRAINT busy_periods_end_after_start CHECK (ends_at > starts_at)
);
-- The end leads: most of what is stored is past, and a search asks for what has not ended yet.
CREATE INDEX busy_periods_by_user ON busy_periods (company_id, user_id, ends_at, starts_at);
-- For the platform's administrators, who need not name a company.
CREATE INDEX busy_periods_by_id ON busy_periods (id);
