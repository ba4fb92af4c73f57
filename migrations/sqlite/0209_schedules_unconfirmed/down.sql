DROP INDEX schedules_unconfirmed;
