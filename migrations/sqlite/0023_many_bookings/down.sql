DROP TRIGGER commitments_no_overlap_update;
DROP TRIGGER commitments_no_overlap_insert;

CREATE TRIGGER commitments_no_overlap_insert
BEFORE INSERT ON commitments
WHEN EXISTS (
    SELECT 1 FROM commitments AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject
      AND other.starts_at > NEW.starts_at - 604800000000 AND other.starts_at < NEW.ends_at
      AND other.ends_at > NEW.starts_at)
BEGIN
    SELECT RAISE(ABORT, 'exclusion:commitments_no_overlap');
END;

CREATE TRIGGER commitments_no_overlap_update
BEFORE UPDATE OF company_id, subject, starts_at, ends_at ON commitments
WHEN EXISTS (
    SELECT 1 FROM commitments AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject
      AND other.starts_at > NEW.starts_at - 604800000000 AND other.starts_at < NEW.ends_at
      AND other.ends_at > NEW.starts_at
      AND other.id <> NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'exclusion:commitments_no_overlap');
END;
DROP INDEX commitments_with_buffers;
