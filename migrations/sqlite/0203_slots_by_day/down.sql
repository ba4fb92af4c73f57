DROP INDEX slots_by_day;
