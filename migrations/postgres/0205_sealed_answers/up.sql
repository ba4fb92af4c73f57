-- An answer with a secret in it, sealed whole: status, headers and body, which are null then. Whoever does not know the column takes such a
-- row for one without an answer, and gives none.
ALTER TABLE idempotency_keys ADD COLUMN sealed TEXT;
