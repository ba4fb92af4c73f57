-- Links by which candidates choose the time of an interview. The link itself is not stored: it is sealed with the installation's key.
CREATE TABLE scheduling_links (
    id               UUID        NOT NULL,
    company_id       BIGINT      NOT NULL,
    candidate_id     BIGINT      NOT NULL,
    job_id           BIGINT      NOT NULL,
    template_id      BIGINT, -- which chooses the panel; it may be deleted
    interviewers     JSONB, -- the ids of the panel, where no template chooses it
    duration_minutes BIGINT,
    interview_type   TEXT        NOT NULL,
    location         TEXT,
    first_day        TEXT        NOT NULL, -- YYYY-MM-DD on the company's calendar, as last_day
    last_day         TEXT        NOT NULL, -- included
    expires_at       TIMESTAMPTZ NOT NULL,
    moves_left       BIGINT      NOT NULL,
    change_minutes   BIGINT      NOT NULL, -- before the start, until when it can be moved and cancelled
    revoked_at       TIMESTAMPTZ,
    interview_id     UUID, -- which came of it
    held_start       TIMESTAMPTZ,
    held_until       TIMESTAMPTZ,
    version          BIGINT      NOT NULL,
    created_at       TIMESTAMPTZ NOT NULL,
    updated_at       TIMESTAMPTZ NOT NULL,
    CONSTRAINT scheduling_links_pk PRIMARY KEY (company_id, id),
    CONSTRAINT scheduling_links_company_fk FOREIGN KEY (company_id) REFERENCES companies (id),
    CONSTRAINT scheduling_links_candidate_fk FOREIGN KEY (company_id, candidate_id)
        REFERENCES candidates (company_id, id) ON DELETE CASCADE,
    CONSTRAINT scheduling_links_job_fk FOREIGN KEY (company_id, job_id)
        REFERENCES jobs (company_id, id) ON DELETE CASCADE,
    CONSTRAINT scheduling_links_interview_fk FOREIGN KEY (company_id, interview_id)
        REFERENCES interviews (company_id, id),
    CONSTRAINT scheduling_links_type_known CHECK (interview_type IN ('online', 'offline')),
    CONSTRAINT scheduling_links_panel_or_template CHECK (
        (template_id IS NULL) = (interviewers IS NOT NULL)
        AND (interviewers IS NULL) = (duration_minutes IS NULL)),
    CONSTRAINT scheduling_links_last_not_before_first CHECK (last_day >= first_day),
    CONSTRAINT scheduling_links_moves_not_negative CHECK (moves_left >= 0),
    CONSTRAINT scheduling_links_hold_whole CHECK ((held_start IS NULL) = (held_until IS NULL))
) WITHOUT ROWID;
-- An interview comes of one link.
CREATE UNIQUE INDEX scheduling_links_one_of_interview ON scheduling_links (company_id, interview_id)
    WHERE interview_id IS NOT NULL;
CREATE INDEX scheduling_links_by_candidate ON scheduling_links (company_id, candidate_id, id);
CREATE INDEX scheduling_links_by_job ON scheduling_links (company_id, job_id, id);
CREATE INDEX scheduling_links_by_age ON scheduling_links (company_id, created_at, id);
-- For the platform's administrators, who need not name a company.
CREATE INDEX scheduling_links_by_id ON scheduling_links (id);
-- The work list of the sweep, which looks over all companies.
CREATE INDEX scheduling_links_held_by_end ON scheduling_links (held_until) WHERE held_until IS NOT NULL;

INSERT INTO message_kinds (name) VALUES ('scheduling_link');
