DROP TABLE conflict_history;
DROP TABLE conflicts;
DROP TABLE schedules;
