CREATE INDEX conflicts_by_appointment ON conflicts (company_id, appointment_id) WHERE appointment_id IS NOT NULL;
CREATE INDEX appointments_by_user ON appointments (company_id, user_id, id);
