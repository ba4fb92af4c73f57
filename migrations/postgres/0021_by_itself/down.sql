DROP TABLE message_secrets;
DELETE FROM messages WHERE kind = 'password_reset';
ALTER TABLE messages DROP CONSTRAINT messages_kind_known;
ALTER TABLE messages ADD CONSTRAINT messages_kind_known CHECK (kind IN (
    'invitation', 'time_changed', 'cancelled', 'reminder', 'conflict', 'webhook_disabled'));
ALTER TABLE messages DROP CONSTRAINT messages_about_something;
ALTER TABLE messages ADD CONSTRAINT messages_about_something CHECK (
    interview_id IS NOT NULL OR webhook_id IS NOT NULL);
ALTER TABLE password_resets ADD COLUMN requested_at TIMESTAMPTZ;
DROP TABLE password_reset_requests;
DROP INDEX caldav_published_by_uid;
ALTER TABLE caldav_published DROP COLUMN held_until;
ALTER TABLE caldav_published DROP COLUMN holder;
DROP INDEX calendars_lapsing;
ALTER TABLE calendars DROP COLUMN lapse_seen;
ALTER TABLE calendars DROP COLUMN trusted_until;
ALTER TABLE calendars DROP COLUMN write_error;
ALTER TABLE calendars DROP COLUMN show_bookings;
