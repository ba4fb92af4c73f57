-- Appointments that were given up before 0190 had a column for it, and some of which may still get their time. There are few: they are
-- ahead. In a transaction of its own, so that nobody waits for it who writes others.
UPDATE appointments SET cancelled_unpaid = TRUE
WHERE status = 'cancelled' AND cancelled_by IS NULL AND cancellation_reason = 'it was not paid in time'
    AND starts_at > now();
