DROP INDEX commitments_by_creation;
