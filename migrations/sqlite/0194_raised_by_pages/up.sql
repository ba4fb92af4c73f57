-- What visitors see of a company before they book is remembered, as what it offers is: so its addresses, what its pages say and
-- whether it takes money online raise the version of its shop too (migration 0180 has the rest).

CREATE TRIGGER booking_pages_raise_insert AFTER INSERT ON booking_pages BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER booking_pages_raise_update AFTER UPDATE ON booking_pages BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER booking_pages_raise_delete AFTER DELETE ON booking_pages BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER company_slugs_raise_insert AFTER INSERT ON company_slugs BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER company_slugs_raise_update AFTER UPDATE ON company_slugs BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER company_slugs_raise_delete AFTER DELETE ON company_slugs BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER payment_providers_raise_insert AFTER INSERT ON payment_providers BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER payment_providers_raise_update AFTER UPDATE ON payment_providers BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER payment_providers_raise_delete AFTER DELETE ON payment_providers BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER service_slugs_raise_insert AFTER INSERT ON service_slugs BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER service_slugs_raise_update AFTER UPDATE ON service_slugs BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name
        UNION SELECT NEW.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;

CREATE TRIGGER service_slugs_raise_delete AFTER DELETE ON service_slugs BEGIN
    INSERT INTO subjects (company_id, subject, version)
    SELECT moved.company, moved.name, CAST(unixepoch('subsec') * 1000000 AS INTEGER)
    FROM (SELECT OLD.company_id AS company, 'shop' AS name) AS moved
    WHERE EXISTS (SELECT 1 FROM companies WHERE companies.id = moved.company)
    ON CONFLICT (company_id, subject) DO UPDATE SET version = version + 1;
END;
