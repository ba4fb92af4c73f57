DROP TRIGGER conflict_history_append_only ON conflict_history;
CREATE TRIGGER conflict_history_append_only BEFORE UPDATE OR DELETE ON conflict_history
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_of_step();
DROP TRIGGER interview_logs_append_only ON interview_logs;
CREATE TRIGGER interview_logs_append_only BEFORE UPDATE OR DELETE ON interview_logs
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_of_line();
ALTER TABLE companies DROP COLUMN suspended;
