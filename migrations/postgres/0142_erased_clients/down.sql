-- As in 0125.
CREATE OR REPLACE FUNCTION refuse_change_of_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND (NEW.company_id, NEW.conflict_id, NEW.id, NEW.resolution, NEW.at, NEW.actor)
          = (OLD.company_id, OLD.conflict_id, OLD.id, OLD.resolution, OLD.at, OLD.actor)
        AND EXISTS (
            SELECT 1 FROM conflicts JOIN interviews
                ON interviews.company_id = conflicts.company_id AND interviews.id = conflicts.primary_interview
            JOIN candidates
                ON candidates.company_id = interviews.company_id AND candidates.id = interviews.candidate_id
            WHERE conflicts.company_id = OLD.company_id AND conflicts.id = OLD.conflict_id
                AND candidates.erased_at IS NOT NULL)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END
$$;
DROP TRIGGER appointment_logs_append_only ON appointment_logs;
CREATE TRIGGER appointment_logs_append_only BEFORE UPDATE OR DELETE ON appointment_logs
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION refuse_change_of_appointment_line();
ALTER TABLE appointments DROP COLUMN erased_at;
