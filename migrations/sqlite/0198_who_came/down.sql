ALTER TABLE appointments DROP COLUMN joined;
