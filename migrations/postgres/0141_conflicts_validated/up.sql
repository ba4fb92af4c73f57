-- What 0138 left to be checked beside writers.
ALTER TABLE conflicts VALIDATE CONSTRAINT conflicts_appointment_fk;
ALTER TABLE conflicts VALIDATE CONSTRAINT conflicts_against_one;
