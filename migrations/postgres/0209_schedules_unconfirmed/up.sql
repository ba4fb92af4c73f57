-- Without a transaction: an index of a big table is made beside its writers.
-- Schedules that nobody has confirmed: few, and asked for by the sweep that ends them with their slots.
CREATE INDEX CONCURRENTLY schedules_unconfirmed ON schedules (company_id, slot_id) WHERE status = 'pending';
