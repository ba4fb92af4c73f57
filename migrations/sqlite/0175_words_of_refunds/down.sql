DROP TRIGGER payment_entries_append_only_update;
CREATE TRIGGER payment_entries_append_only_update BEFORE UPDATE ON payment_entries
BEGIN SELECT RAISE(ABORT, 'rows of payment_entries are never changed'); END;
