DROP INDEX slots_by_time;
DROP INDEX slots_by_ai_type;
DROP INDEX slots_by_job;
DROP INDEX slots_by_interviewer;
CREATE INDEX slots_by_interviewer ON slots (company_id, interviewer_id, starts_at) WHERE interviewer_id IS NOT NULL;
CREATE INDEX slots_by_job ON slots (company_id, job_id) WHERE job_id IS NOT NULL;
CREATE INDEX slots_by_ai_type ON slots (company_id, ai_interview_type, starts_at) WHERE ai_interview_type IS NOT NULL;
