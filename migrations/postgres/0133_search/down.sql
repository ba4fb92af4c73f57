DROP INDEX jobs_by_active_and_age;
DROP INDEX jobs_by_active_and_title;
DROP INDEX jobs_by_active;
DROP INDEX users_by_active_and_age;
DROP INDEX users_by_active_and_name;
DROP INDEX users_by_active;
DROP INDEX users_by_role_and_age;
DROP INDEX users_by_role_and_name;
DROP INDEX users_by_role;
DROP INDEX jobs_by_text;
DROP INDEX users_by_text;
DROP INDEX companies_by_text;
-- The extension stays: something else of the database may use it.
