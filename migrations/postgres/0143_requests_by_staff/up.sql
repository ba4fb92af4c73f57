-- Without a transaction: an index of a big table is made beside its writers.
CREATE INDEX CONCURRENTLY appointment_requests_by_staff ON appointment_requests (company_id, staff_id, id);
