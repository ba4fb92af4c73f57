-- Search reads slots in order of start, then of id, and stops when a page is full. An index that holds a filter's slots in
-- just this order is read no further than the page; SQLite, which keeps no statistics here, takes no other.
DROP INDEX slots_by_interviewer;
DROP INDEX slots_by_job;
DROP INDEX slots_by_ai_type;
CREATE INDEX slots_by_interviewer ON slots (company_id, interviewer_id, starts_at, id) WHERE interviewer_id IS NOT NULL;
CREATE INDEX slots_by_job ON slots (company_id, job_id, starts_at, id) WHERE job_id IS NOT NULL;
CREATE INDEX slots_by_ai_type ON slots (company_id, ai_interview_type, starts_at, id)
    WHERE ai_interview_type IS NOT NULL;
-- For the platform's administrators, who need not name a company, as slots_by_id is for lists.
CREATE INDEX slots_by_time ON slots (starts_at, id);
