-- Lists of some weeks in order of id: the slots of each day of UTC are walked.
CREATE INDEX slots_by_day ON slots (company_id, (starts_at / 86400000000), id);
