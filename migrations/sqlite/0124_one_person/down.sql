DROP INDEX candidates_email_unique;
