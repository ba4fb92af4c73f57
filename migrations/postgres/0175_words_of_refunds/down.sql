DROP TRIGGER payment_entries_append_only ON payment_entries;
CREATE TRIGGER payment_entries_append_only BEFORE UPDATE OR DELETE ON payment_entries
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_of_payment_entry();
