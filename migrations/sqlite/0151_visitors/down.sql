DROP TABLE visitor_counts;
DROP TABLE visitor_holds;
