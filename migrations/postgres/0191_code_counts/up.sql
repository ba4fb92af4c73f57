-- Codes that are mailed because somebody asked for them from a network are counted too. The table is small: an hour's counts.
ALTER TABLE visitor_counts DROP CONSTRAINT visitor_counts_kind_known;
ALTER TABLE visitor_counts ADD CONSTRAINT visitor_counts_kind_known
    CHECK (kind IN ('network', 'day', 'mail', 'phone', 'code'));
