DROP INDEX CONCURRENTLY schedules_by_status;
