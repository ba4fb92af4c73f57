DROP TRIGGER search_candidates_insert;
DROP TRIGGER search_candidates_update;
DROP TRIGGER search_candidates_delete;
DROP TABLE search_candidates;
