-- What is remembered of somebody is good as long as the version of its row in `subjects` has not moved. So every change of what
-- answers about availability are made of raises that version, in its own transaction, whoever makes the change: these triggers
-- are the paths that nobody can forget. What is in `commitments` is raised by the ledger, which locks these rows first anyway.
-- `docs/ledger.md`, "Versions", has the names and the argument.
--
-- Rows are raised in order of their names, as the ledger locks them.

CREATE FUNCTION raise_versions(companies BIGINT[], names TEXT[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO subjects AS old (company_id, subject, version)
    -- A row that comes anew begins with the clock, so that no version comes twice.
    SELECT moved.company, moved.name, (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::bigint
    FROM (SELECT DISTINCT company, name FROM unnest(companies, names) AS given (company, name)) AS moved
    -- What goes with its company has nobody to tell.
    WHERE EXISTS (SELECT 1 FROM companies AS one WHERE one.id = moved.company)
    ORDER BY moved.company, moved.name COLLATE "C"
    ON CONFLICT (company_id, subject) DO UPDATE SET version = old.version + 1
$$;

-- Of tables with `user_id`.
CREATE FUNCTION raise_of_users() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'user:' || user_id AS name FROM new_rows) AS moved;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'user:' || user_id AS name FROM old_rows) AS moved;
    ELSE
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'user:' || user_id AS name FROM old_rows
            UNION SELECT company_id AS company, 'user:' || user_id AS name FROM new_rows) AS moved;
    END IF;
    RETURN NULL;
END
$$;

-- Of tables with `staff_id`; where that is null it is everybody's, and the argument is the name.
CREATE FUNCTION raise_of_staff() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, TG_ARGV[0] AS name FROM new_rows WHERE staff_id IS NULL
            UNION SELECT staff.company_id, 'user:' || staff.user_id FROM new_rows
                JOIN staff ON staff.company_id = new_rows.company_id AND staff.id = new_rows.staff_id) AS moved;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, TG_ARGV[0] AS name FROM old_rows WHERE staff_id IS NULL
            UNION SELECT staff.company_id, 'user:' || staff.user_id FROM old_rows
                JOIN staff ON staff.company_id = old_rows.company_id AND staff.id = old_rows.staff_id) AS moved;
    ELSE
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, TG_ARGV[0] AS name FROM old_rows WHERE staff_id IS NULL
            UNION SELECT staff.company_id, 'user:' || staff.user_id FROM old_rows
                JOIN staff ON staff.company_id = old_rows.company_id AND staff.id = old_rows.staff_id
            UNION SELECT company_id AS company, TG_ARGV[0] AS name FROM new_rows WHERE staff_id IS NULL
            UNION SELECT staff.company_id, 'user:' || staff.user_id FROM new_rows
                JOIN staff ON staff.company_id = new_rows.company_id AND staff.id = new_rows.staff_id) AS moved;
    END IF;
    RETURN NULL;
END
$$;

-- Of tables of a whole company: the argument is the name.
CREATE FUNCTION raise_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, TG_ARGV[0] AS name FROM new_rows) AS moved;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, TG_ARGV[0] AS name FROM old_rows) AS moved;
    ELSE
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, TG_ARGV[0] AS name FROM old_rows
            UNION SELECT company_id AS company, TG_ARGV[0] AS name FROM new_rows) AS moved;
    END IF;
    RETURN NULL;
END
$$;

-- Of the staff: who they are, and what the company offers.
CREATE FUNCTION raise_of_profiles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'user:' || user_id AS name FROM new_rows
            UNION SELECT company_id, 'shop' FROM new_rows) AS moved;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'user:' || user_id AS name FROM old_rows
            UNION SELECT company_id, 'shop' FROM old_rows) AS moved;
    ELSE
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'user:' || user_id AS name FROM old_rows
            UNION SELECT company_id, 'shop' FROM old_rows
            UNION SELECT company_id AS company, 'user:' || user_id AS name FROM new_rows
            UNION SELECT company_id, 'shop' FROM new_rows) AS moved;
    END IF;
    RETURN NULL;
END
$$;

-- Of templates.
CREATE FUNCTION raise_of_templates() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'template:' || id AS name FROM new_rows) AS moved;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'template:' || id AS name FROM old_rows) AS moved;
    ELSE
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'template:' || id AS name FROM old_rows
            UNION SELECT company_id AS company, 'template:' || id AS name FROM new_rows) AS moved;
    END IF;
    RETURN NULL;
END
$$;

-- Of who stands in templates.
CREATE FUNCTION raise_of_panels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'template:' || template_id AS name FROM new_rows) AS moved;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'template:' || template_id AS name FROM old_rows) AS moved;
    ELSE
        PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
            SELECT company_id AS company, 'template:' || template_id AS name FROM old_rows
            UNION SELECT company_id AS company, 'template:' || template_id AS name FROM new_rows) AS moved;
    END IF;
    RETURN NULL;
END
$$;

-- Of companies that are changed.
CREATE FUNCTION raise_of_companies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM raise_versions(array_agg(id), array_agg('company'::text)) FROM new_rows;
    RETURN NULL;
END
$$;

-- Of calendars that are changed. What workers note for themselves is nothing to anybody else.
CREATE FUNCTION raise_of_calendars() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    workers CONSTANT TEXT[] := ARRAY['leased_until', 'unreported', 'lapse_seen', 'version', 'updated_at'];
BEGIN
    PERFORM raise_versions(array_agg(company), array_agg(name)) FROM (
        SELECT company_id AS company, 'user:' || user_id AS name FROM (
            SELECT company_id, user_id, to_jsonb(old_rows) - workers AS row FROM old_rows
            EXCEPT SELECT company_id, user_id, to_jsonb(new_rows) - workers FROM new_rows) AS gone
        UNION SELECT company_id, 'user:' || user_id FROM (
            SELECT company_id, user_id, to_jsonb(new_rows) - workers AS row FROM new_rows
            EXCEPT SELECT company_id, user_id, to_jsonb(old_rows) - workers FROM old_rows) AS came) AS moved;
    RETURN NULL;
END
$$;

-- Of users, at the end of the transaction: by then it has the locks of all whom it concerns, in their order.
CREATE FUNCTION raise_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM raise_versions(ARRAY[OLD.company_id], ARRAY['user:' || OLD.id]);
    ELSE
        PERFORM raise_versions(ARRAY[NEW.company_id], ARRAY['user:' || NEW.id]);
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER users_raise AFTER INSERT OR UPDATE OR DELETE ON users DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION raise_of_user();
CREATE TRIGGER companies_raise_update AFTER UPDATE ON companies REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_companies();

CREATE TRIGGER busy_periods_raise_insert AFTER INSERT ON busy_periods REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER busy_periods_raise_update AFTER UPDATE ON busy_periods REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER busy_periods_raise_delete AFTER DELETE ON busy_periods REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();

CREATE TRIGGER calendar_busy_raise_insert AFTER INSERT ON calendar_busy REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER calendar_busy_raise_update AFTER UPDATE ON calendar_busy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER calendar_busy_raise_delete AFTER DELETE ON calendar_busy REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();

CREATE TRIGGER availability_patterns_raise_insert AFTER INSERT ON availability_patterns REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER availability_patterns_raise_update AFTER UPDATE ON availability_patterns REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER availability_patterns_raise_delete AFTER DELETE ON availability_patterns REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();

CREATE TRIGGER calendars_raise_insert AFTER INSERT ON calendars REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();
CREATE TRIGGER calendars_raise_update AFTER UPDATE ON calendars REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_calendars();
CREATE TRIGGER calendars_raise_delete AFTER DELETE ON calendars REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_users();

CREATE TRIGGER staff_raise_insert AFTER INSERT ON staff REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_profiles();
CREATE TRIGGER staff_raise_update AFTER UPDATE ON staff REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_profiles();
CREATE TRIGGER staff_raise_delete AFTER DELETE ON staff REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_profiles();

CREATE TRIGGER days_off_raise_insert AFTER INSERT ON days_off REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('company');
CREATE TRIGGER days_off_raise_update AFTER UPDATE ON days_off REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('company');
CREATE TRIGGER days_off_raise_delete AFTER DELETE ON days_off REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('company');

CREATE TRIGGER working_hours_raise_insert AFTER INSERT ON working_hours REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('shop');
CREATE TRIGGER working_hours_raise_update AFTER UPDATE ON working_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('shop');
CREATE TRIGGER working_hours_raise_delete AFTER DELETE ON working_hours REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('shop');

CREATE TRIGGER special_hours_raise_insert AFTER INSERT ON special_hours REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('shop');
CREATE TRIGGER special_hours_raise_update AFTER UPDATE ON special_hours REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('shop');
CREATE TRIGGER special_hours_raise_delete AFTER DELETE ON special_hours REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_staff('shop');

CREATE TRIGGER services_raise_insert AFTER INSERT ON services REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER services_raise_update AFTER UPDATE ON services REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER services_raise_delete AFTER DELETE ON services REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');

CREATE TRIGGER shop_settings_raise_insert AFTER INSERT ON shop_settings REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER shop_settings_raise_update AFTER UPDATE ON shop_settings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER shop_settings_raise_delete AFTER DELETE ON shop_settings REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');

CREATE TRIGGER staff_services_raise_insert AFTER INSERT ON staff_services REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER staff_services_raise_update AFTER UPDATE ON staff_services REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');
CREATE TRIGGER staff_services_raise_delete AFTER DELETE ON staff_services REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_named('shop');

CREATE TRIGGER interview_templates_raise_insert AFTER INSERT ON interview_templates REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_templates();
CREATE TRIGGER interview_templates_raise_update AFTER UPDATE ON interview_templates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_templates();
CREATE TRIGGER interview_templates_raise_delete AFTER DELETE ON interview_templates REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_templates();

CREATE TRIGGER template_interviewers_raise_insert AFTER INSERT ON template_interviewers REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_panels();
CREATE TRIGGER template_interviewers_raise_update AFTER UPDATE ON template_interviewers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_panels();
CREATE TRIGGER template_interviewers_raise_delete AFTER DELETE ON template_interviewers REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION raise_of_panels();
