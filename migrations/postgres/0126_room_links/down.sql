DELETE FROM room_providers WHERE kind = 'link';
ALTER TABLE room_providers DROP CONSTRAINT room_providers_kind_known;
ALTER TABLE room_providers ADD CONSTRAINT room_providers_kind_known CHECK (kind IN ('zoom', 'google_meet', 'teams'));
