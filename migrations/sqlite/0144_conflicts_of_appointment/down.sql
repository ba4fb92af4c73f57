DROP INDEX conflicts_of_appointment;
