-- Why money went back to an erased client may go; what entries say otherwise never changes.
CREATE FUNCTION refuse_change_of_payment_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.company_id, NEW.payment_id, NEW.id, NEW.kind, NEW.status, NEW.amount, NEW.provider_id, NEW.number,
             NEW.refund_id, NEW.charge_id, NEW.link, NEW.until, NEW.fact, NEW.at)
          IS NOT DISTINCT FROM
            (OLD.company_id, OLD.payment_id, OLD.id, OLD.kind, OLD.status, OLD.amount, OLD.provider_id, OLD.number,
             OLD.refund_id, OLD.charge_id, OLD.link, OLD.until, OLD.fact, OLD.at)
        AND EXISTS (
            SELECT 1 FROM payments JOIN appointments
                ON appointments.company_id = payments.company_id AND appointments.id = payments.appointment_id
            WHERE payments.company_id = OLD.company_id AND payments.id = OLD.payment_id
                AND appointments.erased_at IS NOT NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
DROP TRIGGER payment_entries_append_only ON payment_entries;
CREATE TRIGGER payment_entries_append_only BEFORE UPDATE OR DELETE ON payment_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_payment_entry();
