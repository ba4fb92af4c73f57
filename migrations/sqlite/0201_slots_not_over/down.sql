DROP INDEX slots_not_over;
