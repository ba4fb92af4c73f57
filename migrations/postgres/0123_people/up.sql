-- What candidates are: in use or not, perhaps a user too, perhaps a double of an elder one, perhaps erased.
ALTER TABLE candidates ADD COLUMN active BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE candidates ADD COLUMN user_id BIGINT; -- the user who is the same person
ALTER TABLE candidates ADD COLUMN double_of BIGINT; -- the elder candidate of the same address
ALTER TABLE candidates ADD COLUMN erased_at TIMESTAMPTZ;
ALTER TABLE candidates ADD CONSTRAINT candidates_user_fk FOREIGN KEY (company_id, user_id)
    REFERENCES users (company_id, id) NOT VALID;
