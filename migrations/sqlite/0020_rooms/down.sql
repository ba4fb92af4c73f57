DROP INDEX interviews_by_room;
DROP TABLE provider_rooms;
DROP TABLE room_providers;
