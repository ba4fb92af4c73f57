DROP TRIGGER conflict_history_append_only_update;
CREATE TRIGGER conflict_history_append_only_update BEFORE UPDATE ON conflict_history
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
DROP TRIGGER interview_logs_append_only_update;
CREATE TRIGGER interview_logs_append_only_update BEFORE UPDATE ON interview_logs
BEGIN SELECT RAISE(ABORT, 'rows of interview_logs are never changed'); END;
ALTER TABLE companies DROP COLUMN suspended;
