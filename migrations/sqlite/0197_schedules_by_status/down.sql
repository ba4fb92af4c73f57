DROP INDEX schedules_by_status;
