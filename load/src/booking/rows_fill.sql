-- What `rows.sql` books: {many} interviews and as many slots, beside the product's tables without a row.
INSERT INTO companies (id, name, time_zone, opens_at, closes_at, ai_parallel, active, version, created_at, updated_at)
    VALUES (1, 'Bare', 'UTC', 0, 1440, 1, TRUE, 1, now(), now());
INSERT INTO users (id, company_id, email, email_key, name, role, active, version, created_at, updated_at)
    SELECT n, 1, 'u' || n, 'u' || n, 'U', 'staff', TRUE, 1, now(), now() FROM generate_series(0, 49) AS n;
INSERT INTO jobs (id, company_id, title, active, version, created_at, updated_at)
    SELECT n, 1, 'J', TRUE, 1, now(), now() FROM generate_series(0, 19) AS n;
INSERT INTO candidates (id, company_id, name, email, email_key, version, created_at, updated_at)
    SELECT n, 1, 'C', 'c' || n, 'c' || n, 1, now(), now() FROM generate_series(1, {many}) AS n;
CREATE SEQUENCE ticks_of_work;
CREATE TABLE work AS
    SELECT n AS number, gen_random_uuid() AS interview, gen_random_uuid() AS slot, n % 50 AS holder,
           '2027-01-01T00:00:00Z'::timestamptz + n / 50 * interval '1 hour' AS starts_at
    FROM generate_series(1, {many}) AS n;
CREATE UNIQUE INDEX work_by_number ON work (number);
INSERT INTO subjects (company_id, subject, version)
    SELECT 1, 'candidate:' || number, 1 FROM work UNION ALL SELECT 1, 'user:' || n, 1 FROM generate_series(0, 49) AS n
    ON CONFLICT DO NOTHING;
INSERT INTO interviews (id, company_id, candidate_id, job_id, interview_type, status, duration_minutes, sequence, version,
                        created_at, updated_at)
    SELECT interview, 1, number, number % 20, 'online', 'pending', 60, 0, 1, now(), now() FROM work;
INSERT INTO slots (id, company_id, subject, interviewer_id, slot_type, starts_at, ends_at, max_candidates, current_bookings,
                   version, created_at, updated_at)
    SELECT slot, 1, 'user:' || holder, holder, 'fixed', starts_at, starts_at + interval '1 hour', 1, 0, 1, now(), now()
    FROM work;
ANALYZE;
