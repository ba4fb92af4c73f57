ALTER TABLE calendars DROP COLUMN others_bookings;
