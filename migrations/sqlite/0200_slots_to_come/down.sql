DROP INDEX slots_to_come;
