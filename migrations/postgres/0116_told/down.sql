DROP TABLE interview_answers;
ALTER TABLE messages DROP COLUMN uncertain;
ALTER TABLE messages DROP COLUMN outdated;
ALTER TABLE messages DROP COLUMN organizer;
ALTER TABLE messages DROP COLUMN facts;
DELETE FROM messages WHERE kind = 'changed';
DELETE FROM message_kinds WHERE name = 'changed';
