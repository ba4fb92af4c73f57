DROP INDEX CONCURRENTLY candidates_by_text;
