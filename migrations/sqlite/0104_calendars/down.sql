DROP TABLE caldav_published;
DROP TABLE caldav_objects;
DROP TABLE caldav_collections;
DROP TABLE calendar_busy;
DROP TABLE calendar_sources;
DROP TABLE calendars;
DROP TABLE calendar_kinds;
