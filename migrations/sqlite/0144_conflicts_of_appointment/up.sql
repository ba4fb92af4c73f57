CREATE INDEX conflicts_of_appointment ON conflicts (company_id, appointment_id, id) WHERE appointment_id IS NOT NULL;
