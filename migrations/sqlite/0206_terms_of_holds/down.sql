ALTER TABLE appointment_requests DROP COLUMN terms;
