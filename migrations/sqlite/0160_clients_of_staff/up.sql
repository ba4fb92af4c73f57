CREATE INDEX appointments_by_user_and_client ON appointments (company_id, user_id, client_key, id);
