DELETE FROM messages WHERE kind = 'scheduling_link';
DELETE FROM message_kinds WHERE name = 'scheduling_link';
DROP TABLE scheduling_links;
