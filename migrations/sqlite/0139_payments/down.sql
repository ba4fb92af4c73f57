DROP TABLE provider_events;
DROP TABLE payment_entries;
DROP TABLE payments;
DROP TABLE payment_providers;
