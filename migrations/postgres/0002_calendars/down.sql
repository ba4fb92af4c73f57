DROP TABLE calendar_busy;
DROP TABLE calendar_sources;
DROP TABLE calendars;
