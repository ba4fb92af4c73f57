-- Erasing leaves no words about why money went back to the client since 0175; those of clients erased before go now. They are few:
-- the rows of payments of appointments whose clients were erased.
UPDATE payment_entries SET reason = '[erased]'
WHERE reason IS NOT NULL AND reason <> '[erased]' AND EXISTS (
    SELECT 1 FROM payments JOIN appointments
        ON appointments.company_id = payments.company_id AND appointments.id = payments.appointment_id
    WHERE payments.company_id = payment_entries.company_id AND payments.id = payment_entries.payment_id
        AND appointments.erased_at IS NOT NULL);

-- Who came to an online appointment by its room, and when first.
ALTER TABLE appointments ADD COLUMN joined JSONB; -- {"client", "staff"}: instants
