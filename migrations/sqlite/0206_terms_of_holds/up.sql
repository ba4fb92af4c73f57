-- What the service was offered for when its time was held: price, down payment, policy and place. NULL for holds of before, which take
-- what their service has when they are confirmed.
ALTER TABLE appointment_requests ADD COLUMN terms JSONB;
