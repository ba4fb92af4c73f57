-- SQLite has checked all rows in 0138.
SELECT 1;
