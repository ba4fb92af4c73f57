DROP TABLE conflict_history;
DROP TABLE conflicts;
DROP TABLE schedules;
DROP TABLE interview_logs;
DROP TABLE interview_interviewers;
DROP TABLE interviews;
DROP TABLE match_results;
DROP FUNCTION refuse_change();
