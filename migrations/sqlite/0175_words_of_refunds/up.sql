-- Why money went back to an erased client may go; what entries say otherwise never changes.
DROP TRIGGER payment_entries_append_only_update;
CREATE TRIGGER payment_entries_append_only_update BEFORE UPDATE ON payment_entries
WHEN (NEW.company_id, NEW.payment_id, NEW.id, NEW.kind, NEW.status, NEW.amount, NEW.provider_id, NEW.number,
      NEW.refund_id, NEW.charge_id, NEW.link, NEW.until, NEW.fact, NEW.at)
  IS NOT
     (OLD.company_id, OLD.payment_id, OLD.id, OLD.kind, OLD.status, OLD.amount, OLD.provider_id, OLD.number,
      OLD.refund_id, OLD.charge_id, OLD.link, OLD.until, OLD.fact, OLD.at)
  OR NOT EXISTS (
    SELECT 1 FROM payments JOIN appointments
        ON appointments.company_id = payments.company_id AND appointments.id = payments.appointment_id
    WHERE payments.company_id = OLD.company_id AND payments.id = OLD.payment_id
        AND appointments.erased_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'rows of payment_entries are never changed'); END;
