-- One person is one person: of the candidates of a company each has an address of their own, and one who is a user too is the
-- same person in the ledger.
--
-- Candidates who shared an address before stay as they are: the eldest has it, the others are doubles of them until somebody
-- merges them or gives them another address.
-- Nobody writes another double in between.
LOCK TABLE candidates IN SHARE ROW EXCLUSIVE MODE;
UPDATE candidates SET double_of = elder.id
FROM (SELECT company_id, email_key, MIN(id) AS id FROM candidates GROUP BY company_id, email_key HAVING COUNT(*) > 1) AS elder
WHERE candidates.company_id = elder.company_id AND candidates.email_key = elder.email_key AND candidates.id <> elder.id;
CREATE UNIQUE INDEX candidates_email_unique ON candidates (company_id, email_key) WHERE double_of IS NULL;

-- What a user and a candidate have booked under one address is one person's time from now on. Meetings that stand against each
-- other already stay where they are.
UPDATE candidates SET user_id = users.id FROM users
WHERE users.company_id = candidates.company_id AND users.email_key = candidates.email_key;
INSERT INTO subjects (company_id, subject, version)
SELECT DISTINCT company_id, 'user:' || CAST(user_id AS TEXT), 1 FROM candidates WHERE user_id IS NOT NULL
ON CONFLICT (company_id, subject) DO NOTHING;
UPDATE commitments SET subject = 'user:' || CAST(person.user_id AS TEXT), user_id = person.user_id
FROM candidates AS person
WHERE person.user_id IS NOT NULL AND person.double_of IS NULL AND commitments.company_id = person.company_id
  AND commitments.subject = 'candidate:' || CAST(person.id AS TEXT)
  AND NOT EXISTS (
    SELECT 1 FROM commitments AS other
    WHERE other.company_id = person.company_id AND other.subject = 'user:' || CAST(person.user_id AS TEXT)
      AND other.starts_at < commitments.ends_at AND other.ends_at > commitments.starts_at);
ALTER TABLE candidates VALIDATE CONSTRAINT candidates_user_fk;
