-- What calendars were told, and what people answered.

INSERT INTO message_kinds (name) VALUES ('changed');

-- What the appointment says in the recipient's calendar; null in messages from before.
ALTER TABLE messages ADD COLUMN facts JSONB;
-- Who the appointment says answers go to; it stays the same as long as the appointment is in a calendar.
ALTER TABLE messages ADD COLUMN organizer TEXT;
-- Something newer is to be said once this message is on its way no more.
ALTER TABLE messages ADD COLUMN outdated BOOLEAN NOT NULL DEFAULT FALSE;

-- The mail server may have taken it: it did not answer.
ALTER TABLE messages ADD COLUMN uncertain BOOLEAN NOT NULL DEFAULT FALSE;

-- What somebody answered to an invitation last, and to which.
CREATE TABLE interview_answers (
    company_id   BIGINT      NOT NULL,
    interview_id UUID        NOT NULL,
    person       TEXT        NOT NULL, -- user:12, candidate:7
    answer       TEXT        NOT NULL,
    sequence     BIGINT      NOT NULL, -- of the invitation that was answered
    starts_at    TIMESTAMPTZ NOT NULL, -- the time that it named: an answer counts for that time alone
    ends_at      TIMESTAMPTZ NOT NULL,
    answered_at  TIMESTAMPTZ NOT NULL,
    CONSTRAINT interview_answers_pk PRIMARY KEY (company_id, interview_id, person),
    CONSTRAINT interview_answers_interview_fk FOREIGN KEY (company_id, interview_id)
        REFERENCES interviews (company_id, id) ON DELETE CASCADE,
    CONSTRAINT interview_answers_known CHECK (answer IN ('accepted', 'declined', 'tentative'))
) WITHOUT ROWID;
