DROP TABLE staff_feeds;
DROP TABLE appointment_logs;
DROP TABLE appointment_moves;
DROP TABLE appointment_requests;
DROP TABLE appointments;
