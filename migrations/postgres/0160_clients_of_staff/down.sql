-- Without a transaction: an index of a big table is dropped beside its writers.
DROP INDEX CONCURRENTLY appointments_by_user_and_client;
