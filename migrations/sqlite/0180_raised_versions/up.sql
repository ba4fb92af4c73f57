-- What is remembered of somebody is good as long as the version of its row in `subjects` has not moved. So every change of what
-- answers about availability are made of raises that version, in its own transaction, whoever makes the change: these triggers
-- are the paths that nobody can forget. What is in `commitments` is raised by the ledger, which locks these rows first anyway.
-- `docs/ledger.md`, "Versions", has the names and the argument.
--
-- A row that comes anew begins with the clock, so that no version comes twice. What goes with its company has nobody to tell.

CREATE TRIGGER users_raise_insert AFTER INSERT ON users BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'user:' || NEW.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER users_raise_update AFTER UPDATE ON users BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.id AS name
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER users_raise_delete AFTER DELETE ON users BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER companies_raise_update AFTER UPDATE ON companies BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.id AS company, 'company' AS name
        UNION SELECT NEW.id AS company, 'company' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER busy_periods_raise_insert AFTER INSERT ON busy_periods BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER busy_periods_raise_update AFTER UPDATE ON busy_periods BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER busy_periods_raise_delete AFTER DELETE ON busy_periods BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER calendar_busy_raise_insert AFTER INSERT ON calendar_busy BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER calendar_busy_raise_update AFTER UPDATE ON calendar_busy BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER calendar_busy_raise_delete AFTER DELETE ON calendar_busy BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER availability_patterns_raise_insert AFTER INSERT ON availability_patterns BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER availability_patterns_raise_update AFTER UPDATE ON availability_patterns BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER availability_patterns_raise_delete AFTER DELETE ON availability_patterns BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

-- What workers note for themselves is nothing to anybody else.
CREATE TRIGGER calendars_raise_insert AFTER INSERT ON calendars BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER calendars_raise_update AFTER UPDATE OF user_id, kind, name, name_key, url, credentials, stale_policy, last_synced_at, last_error, etag, last_modified,
    next_sync_at, failures, expanded_from, expanded_to, events, show_bookings, write_error, trusted_until, incomplete, left_out, left_out_count ON calendars BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER calendars_raise_delete AFTER DELETE ON calendars BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER staff_raise_insert AFTER INSERT ON staff BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name UNION SELECT NEW.company_id, 'shop') AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER staff_raise_update AFTER UPDATE ON staff BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name UNION SELECT OLD.company_id, 'shop'
        UNION SELECT NEW.company_id AS company, 'user:' || NEW.user_id AS name UNION SELECT NEW.company_id, 'shop') AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER staff_raise_delete AFTER DELETE ON staff BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'user:' || OLD.user_id AS name UNION SELECT OLD.company_id, 'shop') AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER days_off_raise_insert AFTER INSERT ON days_off BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'company' AS name WHERE NEW.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = NEW.company_id AND staff.id = NEW.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER days_off_raise_update AFTER UPDATE ON days_off BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'company' AS name WHERE OLD.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = OLD.company_id AND staff.id = OLD.staff_id
        UNION SELECT NEW.company_id AS company, 'company' AS name WHERE NEW.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = NEW.company_id AND staff.id = NEW.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER days_off_raise_delete AFTER DELETE ON days_off BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'company' AS name WHERE OLD.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = OLD.company_id AND staff.id = OLD.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER working_hours_raise_insert AFTER INSERT ON working_hours BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name WHERE NEW.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = NEW.company_id AND staff.id = NEW.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER working_hours_raise_update AFTER UPDATE ON working_hours BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name WHERE OLD.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = OLD.company_id AND staff.id = OLD.staff_id
        UNION SELECT NEW.company_id AS company, 'shop' AS name WHERE NEW.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = NEW.company_id AND staff.id = NEW.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER working_hours_raise_delete AFTER DELETE ON working_hours BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name WHERE OLD.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = OLD.company_id AND staff.id = OLD.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER special_hours_raise_insert AFTER INSERT ON special_hours BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name WHERE NEW.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = NEW.company_id AND staff.id = NEW.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER special_hours_raise_update AFTER UPDATE ON special_hours BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name WHERE OLD.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = OLD.company_id AND staff.id = OLD.staff_id
        UNION SELECT NEW.company_id AS company, 'shop' AS name WHERE NEW.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = NEW.company_id AND staff.id = NEW.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER special_hours_raise_delete AFTER DELETE ON special_hours BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name WHERE OLD.staff_id IS NULL
        UNION SELECT staff.company_id, 'user:' || staff.user_id FROM staff
            WHERE staff.company_id = OLD.company_id AND staff.id = OLD.staff_id) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER services_raise_insert AFTER INSERT ON services BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER services_raise_update AFTER UPDATE ON services BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER services_raise_delete AFTER DELETE ON services BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER shop_settings_raise_insert AFTER INSERT ON shop_settings BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER shop_settings_raise_update AFTER UPDATE ON shop_settings BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER shop_settings_raise_delete AFTER DELETE ON shop_settings BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER staff_services_raise_insert AFTER INSERT ON staff_services BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER staff_services_raise_update AFTER UPDATE ON staff_services BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER staff_services_raise_delete AFTER DELETE ON staff_services BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER interview_templates_raise_insert AFTER INSERT ON interview_templates BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'template:' || NEW.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER interview_templates_raise_update AFTER UPDATE ON interview_templates BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'template:' || OLD.id AS name
        UNION SELECT NEW.company_id AS company, 'template:' || NEW.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER interview_templates_raise_delete AFTER DELETE ON interview_templates BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'template:' || OLD.id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER template_interviewers_raise_insert AFTER INSERT ON template_interviewers BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'template:' || NEW.template_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER template_interviewers_raise_update AFTER UPDATE ON template_interviewers BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'template:' || OLD.template_id AS name
        UNION SELECT NEW.company_id AS company, 'template:' || NEW.template_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER template_interviewers_raise_delete AFTER DELETE ON template_interviewers BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'template:' || OLD.template_id AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;
