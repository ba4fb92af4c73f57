DROP INDEX CONCURRENTLY schedules_unconfirmed;
