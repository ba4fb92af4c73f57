ALTER TABLE appointments DROP COLUMN staff_joined_at;
ALTER TABLE appointments DROP COLUMN client_joined_at;
