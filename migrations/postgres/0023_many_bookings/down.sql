ALTER TABLE slots DROP CONSTRAINT slots_no_overlap;
ALTER TABLE slots ADD CONSTRAINT slots_no_overlap
    EXCLUDE USING gist (company_id WITH =, subject WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&)
    WHERE (cancelled_at IS NULL);
ALTER TABLE commitments DROP CONSTRAINT commitments_no_overlap;
ALTER TABLE commitments ADD CONSTRAINT commitments_no_overlap
    EXCLUDE USING gist (company_id WITH =, subject WITH =, tstzrange(starts_at, ends_at, '[)') WITH &&);
ALTER TABLE subjects RESET (fillfactor);
ALTER TABLE slots RESET (fillfactor);
DROP INDEX commitments_with_buffers;
