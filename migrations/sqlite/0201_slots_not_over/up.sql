-- The work list of the sweep that notes what is over, of all companies.
CREATE INDEX slots_not_over ON slots (ends_at) WHERE over_at IS NULL;
