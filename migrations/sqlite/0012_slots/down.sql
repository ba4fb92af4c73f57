DROP TABLE slot_places;
DROP TABLE slots;
DROP TABLE availability_patterns;
DROP TABLE candidates;
DROP TABLE jobs;
