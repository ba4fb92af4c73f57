-- The bookings of the company that a calendar names and in which its owner is not: ids with spaces between them. NULL says that nobody
-- has asked yet. Once the owner is in one of them, what is stored of the calendar's busy time holds no longer.
ALTER TABLE calendars ADD COLUMN others_bookings TEXT;

-- The same trigger with that column.
DROP TRIGGER calendars_raise_update;
CREATE TRIGGER calendars_raise_update AFTER UPDATE OF user_id, kind, name, name_key, url, credentials, stale_policy, last_synced_at, last_error, etag, last_modified,
    next_sync_at, failures, expanded_from, expanded_to, events, show_bookings, write_error, trusted_until, incomplete, left_out, left_out_count,
    others_bookings ON calendars BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;
