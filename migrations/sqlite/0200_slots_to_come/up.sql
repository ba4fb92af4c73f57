-- Lists of slots that are available or booked, in order of id.
CREATE INDEX slots_to_come ON slots (company_id, id) WHERE over_at IS NULL;
