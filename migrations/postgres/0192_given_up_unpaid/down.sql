-- The column goes with 0190.
SELECT 1;
