DROP INDEX slots_by_length;
