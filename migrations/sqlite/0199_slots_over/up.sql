-- Since when a worker has known that a slot is over. Its status follows from its times; this tells lists of slots to come, in order
-- of id, which ones they need not walk past.
ALTER TABLE slots ADD COLUMN over_at TIMESTAMPTZ;
