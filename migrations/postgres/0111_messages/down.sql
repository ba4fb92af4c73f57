DROP TABLE notification_settings;
DROP TABLE notification_preferences;
DROP TABLE message_secrets;
DROP TABLE messages;
DROP TABLE message_kinds;
