-- Which template chose the panel of an interview.

-- Without a foreign key: a template may be deleted, and what it was used for stays on record.
ALTER TABLE interviews ADD COLUMN template_id BIGINT;
