DROP TABLE provider_rooms;
DROP TABLE room_providers;
