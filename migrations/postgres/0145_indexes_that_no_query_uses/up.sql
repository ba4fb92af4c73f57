-- What reads appointments of a user asks for their start too; conflicts of an appointment have an order, by 0144.
DROP INDEX appointments_by_user;
DROP INDEX conflicts_by_appointment;
