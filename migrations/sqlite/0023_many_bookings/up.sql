-- Bookings that are made many at a time.

-- What keeps time clear around itself matters to claims from up to a day away, everything else only where it overlaps.
CREATE INDEX commitments_with_buffers ON commitments (company_id, subject, starts_at)
    WHERE buffer_before > 0 OR buffer_after > 0;

-- The last line against double booking, as before, but without reading a week of the ledger: since no two meetings of a
-- subject overlap, of those that begin before another the last alone can reach into it.
DROP TRIGGER commitments_no_overlap_insert;
DROP TRIGGER commitments_no_overlap_update;

CREATE TRIGGER commitments_no_overlap_insert
BEFORE INSERT ON commitments
WHEN EXISTS (
    SELECT 1 FROM commitments AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject
      AND other.starts_at >= NEW.starts_at AND other.starts_at < NEW.ends_at)
  OR NEW.starts_at < (
    SELECT other.ends_at FROM commitments AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject AND other.starts_at < NEW.starts_at
    ORDER BY other.starts_at DESC LIMIT 1)
BEGIN
    SELECT RAISE(ABORT, 'exclusion:commitments_no_overlap');
END;

CREATE TRIGGER commitments_no_overlap_update
BEFORE UPDATE OF company_id, subject, starts_at, ends_at ON commitments
WHEN EXISTS (
    SELECT 1 FROM commitments AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject AND other.id <> NEW.id
      AND other.starts_at >= NEW.starts_at AND other.starts_at < NEW.ends_at)
  OR NEW.starts_at < (
    SELECT other.ends_at FROM commitments AS other
    WHERE other.company_id = NEW.company_id AND other.subject = NEW.subject AND other.id <> NEW.id
      AND other.starts_at < NEW.starts_at
    ORDER BY other.starts_at DESC LIMIT 1)
BEGIN
    SELECT RAISE(ABORT, 'exclusion:commitments_no_overlap');
END;
