DROP TABLE busy_periods;
DROP TABLE template_interviewers;
DROP TABLE interview_templates;
DROP TABLE candidates;
DROP TABLE jobs;
DROP TABLE users;
DROP TABLE companies;
DROP TABLE settings;
