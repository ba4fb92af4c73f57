DROP TABLE caldav_published;
DROP TABLE caldav_objects;
DROP TABLE caldav_collections;
