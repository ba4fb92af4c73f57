-- The bookings of the company that a calendar names and in which its owner is not: ids with spaces between them. NULL says that nobody
-- has asked yet. Once the owner is in one of them, what is stored of the calendar's busy time holds no longer.
ALTER TABLE calendars ADD COLUMN others_bookings TEXT;
