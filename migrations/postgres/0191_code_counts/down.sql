DELETE FROM visitor_counts WHERE kind = 'code';
ALTER TABLE visitor_counts DROP CONSTRAINT visitor_counts_kind_known;
ALTER TABLE visitor_counts ADD CONSTRAINT visitor_counts_kind_known CHECK (kind IN ('network', 'day', 'mail', 'phone'));
