DELETE FROM conflicts WHERE appointment_id IS NOT NULL;
ALTER TABLE conflicts DROP COLUMN appointment_id;
ALTER TABLE conflicts ALTER COLUMN primary_interview SET NOT NULL;
DELETE FROM messages WHERE interview_id IS NULL AND webhook_id IS NULL AND kind <> 'password_reset';
ALTER TABLE messages ADD CONSTRAINT messages_about_something CHECK (
    interview_id IS NOT NULL OR webhook_id IS NOT NULL OR kind = 'password_reset');
DELETE FROM message_kinds WHERE name IN ('code', 'move_asked');
DROP TABLE appointment_messages;
DROP TABLE staff_feeds;
DROP TABLE appointment_logs;
DROP TABLE appointment_moves;
DROP TABLE appointment_requests;
DROP TABLE appointments;
