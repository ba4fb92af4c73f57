ALTER TABLE appointments ADD COLUMN erased_at TIMESTAMPTZ; -- when what tells who the client is was taken out

-- The words about an erased client may go.
DROP TRIGGER appointment_logs_append_only_update;
CREATE TRIGGER appointment_logs_append_only_update BEFORE UPDATE ON appointment_logs
WHEN (NEW.company_id, NEW.appointment_id, NEW.id, NEW.action, NEW.at, NEW.actor)
  <> (OLD.company_id, OLD.appointment_id, OLD.id, OLD.action, OLD.at, OLD.actor)
  OR NOT EXISTS (
    SELECT 1 FROM appointments
    WHERE appointments.company_id = OLD.company_id AND appointments.id = OLD.appointment_id
        AND appointments.erased_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'rows of appointment_logs are never changed'); END;

-- As in 0125, what an erased candidate's history says may go, and that of an erased client's appointments too.
DROP TRIGGER conflict_history_append_only_update;
CREATE TRIGGER conflict_history_append_only_update BEFORE UPDATE ON conflict_history
WHEN (NEW.company_id, NEW.conflict_id, NEW.id, NEW.resolution, NEW.at, NEW.actor)
  <> (OLD.company_id, OLD.conflict_id, OLD.id, OLD.resolution, OLD.at, OLD.actor)
  OR NOT (EXISTS (
    SELECT 1 FROM conflicts JOIN interviews
        ON interviews.company_id = conflicts.company_id AND interviews.id = conflicts.primary_interview
    JOIN candidates
        ON candidates.company_id = interviews.company_id AND candidates.id = interviews.candidate_id
    WHERE conflicts.company_id = OLD.company_id AND conflicts.id = OLD.conflict_id
        AND candidates.erased_at IS NOT NULL)
  OR EXISTS (
    SELECT 1 FROM conflicts JOIN appointments
        ON appointments.company_id = conflicts.company_id AND appointments.id = conflicts.appointment_id
    WHERE conflicts.company_id = OLD.company_id AND conflicts.id = OLD.conflict_id
        AND appointments.erased_at IS NOT NULL))
BEGIN SELECT RAISE(ABORT, 'rows of conflict_history are never changed'); END;
