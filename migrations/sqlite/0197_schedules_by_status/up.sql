-- Lists of schedules of a status.
CREATE INDEX schedules_by_status ON schedules (company_id, status, id);
