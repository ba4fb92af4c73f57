DROP TABLE ai_results;
DROP TABLE ai_callbacks;
DROP TABLE interview_logs;
DROP TABLE interview_interviewers;
DROP TABLE interviews;
DROP TABLE match_results;
