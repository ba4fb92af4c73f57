ALTER TABLE calendars DROP COLUMN unreported;
ALTER TABLE calendars DROP COLUMN left_out_count;
ALTER TABLE calendars DROP COLUMN left_out;
ALTER TABLE calendars DROP COLUMN incomplete;
