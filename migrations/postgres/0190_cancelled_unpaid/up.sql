-- Whether an appointment was cancelled because its money did not come in time: late money gives it its time again.
ALTER TABLE appointments ADD COLUMN cancelled_unpaid BOOLEAN NOT NULL DEFAULT FALSE;

-- Of those before, some of which may still get their time. There are few: they are ahead.
UPDATE appointments SET cancelled_unpaid = TRUE
WHERE status = 'cancelled' AND cancelled_by IS NULL AND cancellation_reason = 'it was not paid in time'
    AND starts_at > now();
