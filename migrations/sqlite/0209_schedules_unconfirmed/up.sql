-- Schedules that nobody has confirmed: few, and asked for by the sweep that ends them with their slots.
CREATE INDEX schedules_unconfirmed ON schedules (company_id, slot_id) WHERE status = 'pending';
