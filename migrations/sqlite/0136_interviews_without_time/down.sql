DROP INDEX interviews_without_time;
