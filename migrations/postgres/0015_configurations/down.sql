DROP INDEX slots_by_ai_type;
DROP TABLE ai_configurations;
