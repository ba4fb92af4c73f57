-- Whether an appointment was cancelled because its money did not come in time: late money gives it its time again.
ALTER TABLE appointments ADD COLUMN cancelled_unpaid BOOLEAN NOT NULL DEFAULT FALSE;
