DROP TABLE commitments;
DROP TABLE subjects;
-- The extension btree_gist stays: something else in the database may use it.
