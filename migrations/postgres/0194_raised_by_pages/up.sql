-- What visitors see of a company before they book is remembered, as what it offers is: so its addresses, what its pages say and
-- whether it takes money online raise the version of its shop too (migration 0180 has the rest).

CREATE TRIGGER booking_pages_raise_insert AFTER INSERT ON booking_pages REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER booking_pages_raise_update AFTER UPDATE ON booking_pages REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER booking_pages_raise_delete AFTER DELETE ON booking_pages REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');

CREATE TRIGGER company_slugs_raise_insert AFTER INSERT ON company_slugs REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER company_slugs_raise_update AFTER UPDATE ON company_slugs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER company_slugs_raise_delete AFTER DELETE ON company_slugs REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');

CREATE TRIGGER payment_providers_raise_insert AFTER INSERT ON payment_providers REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER payment_providers_raise_update AFTER UPDATE ON payment_providers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER payment_providers_raise_delete AFTER DELETE ON payment_providers REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');

CREATE TRIGGER service_slugs_raise_insert AFTER INSERT ON service_slugs REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER service_slugs_raise_update AFTER UPDATE ON service_slugs REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER service_slugs_raise_delete AFTER DELETE ON service_slugs REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
