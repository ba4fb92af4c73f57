CREATE INDEX appointment_requests_by_staff ON appointment_requests (company_id, staff_id, id);
