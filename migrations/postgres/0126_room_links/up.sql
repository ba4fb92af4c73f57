-- Companies can meet at an address of their own.
ALTER TABLE room_providers DROP CONSTRAINT room_providers_kind_known;
ALTER TABLE room_providers ADD CONSTRAINT room_providers_kind_known CHECK (kind IN ('zoom', 'google_meet', 'teams', 'link'));
