-- What could not be read of a calendar, and whether its reading was survived.

ALTER TABLE calendars ADD COLUMN incomplete BOOLEAN NOT NULL DEFAULT FALSE; -- busy time was lost, nobody knows when
ALTER TABLE calendars ADD COLUMN left_out TEXT NOT NULL DEFAULT '[]'; -- JSON: some lines of the newest reading, with reasons
ALTER TABLE calendars ADD COLUMN left_out_count BIGINT NOT NULL DEFAULT 0; -- and how many there were
ALTER TABLE calendars ADD COLUMN unreported BIGINT NOT NULL DEFAULT 0; -- leases since a worker last said what it read
