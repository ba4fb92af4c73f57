ALTER TABLE interviews DROP COLUMN template_id;
