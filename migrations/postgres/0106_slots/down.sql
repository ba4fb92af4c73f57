DROP TABLE slot_places;
DROP TABLE slots;
DROP TABLE ai_configurations;
DROP TABLE ai_interview_types;
DROP TABLE availability_patterns;
