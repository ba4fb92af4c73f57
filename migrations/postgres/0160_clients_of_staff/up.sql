-- Without a transaction: an index of a big table is made beside its writers.
CREATE INDEX CONCURRENTLY appointments_by_user_and_client ON appointments (company_id, user_id, client_key, id);
