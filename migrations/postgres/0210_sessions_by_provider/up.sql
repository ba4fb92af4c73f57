-- Through which log-in provider a session came about: it ends where that provider does not let its user in any more. Null where
-- the user showed a password, and in sessions from before.
ALTER TABLE sessions ADD COLUMN issuer TEXT;
