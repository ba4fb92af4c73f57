-- What candidates are: in use or not, perhaps a user too, perhaps a double of an elder one, perhaps erased.
ALTER TABLE candidates ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE candidates ADD COLUMN user_id BIGINT CONSTRAINT candidates_user_fk REFERENCES users (id); -- the user who is the same person
ALTER TABLE candidates ADD COLUMN double_of BIGINT; -- the elder candidate of the same address
ALTER TABLE candidates ADD COLUMN erased_at TIMESTAMPTZ;
