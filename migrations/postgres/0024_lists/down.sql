DROP INDEX candidates_by_email;
DROP INDEX candidates_by_age;
DROP INDEX candidates_by_name;
ALTER TABLE candidates DROP COLUMN email_key;
ALTER TABLE candidates DROP COLUMN name_key;
DROP INDEX jobs_by_age;
DROP INDEX jobs_by_title;
ALTER TABLE jobs DROP COLUMN title_key;
