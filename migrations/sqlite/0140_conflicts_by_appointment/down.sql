DROP INDEX conflicts_by_appointment;
