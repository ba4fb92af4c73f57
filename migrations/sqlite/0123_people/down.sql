ALTER TABLE candidates DROP COLUMN erased_at;
ALTER TABLE candidates DROP COLUMN double_of;
ALTER TABLE candidates DROP COLUMN user_id;
ALTER TABLE candidates DROP COLUMN active;
