DROP TABLE ai_results;
DROP TABLE ai_callbacks;
DROP TABLE webhook_deliveries;
DROP TABLE webhooks;
DROP INDEX effects_due;
CREATE INDEX effects_due ON effects (run_at, id) WHERE dead_at IS NULL;
ALTER TABLE effects DROP COLUMN lane;
