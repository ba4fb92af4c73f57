DROP TABLE commitments;
DROP TABLE subjects;
