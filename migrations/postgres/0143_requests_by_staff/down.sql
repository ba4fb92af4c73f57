-- Without a transaction: an index of a big table is dropped beside its writers.
DROP INDEX CONCURRENTLY appointment_requests_by_staff;
