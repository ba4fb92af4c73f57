DROP TABLE provider_events;
DROP TABLE payment_entries;
DROP TABLE payments;
DROP TABLE payment_providers;
DELETE FROM messages WHERE kind = 'money_returned';
DELETE FROM message_kinds WHERE name = 'money_returned';
