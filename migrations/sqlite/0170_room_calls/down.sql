DROP TABLE room_messages;
DROP TABLE room_people;
DROP TABLE room_calls;
