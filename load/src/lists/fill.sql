-- The lists of one company: as many users, jobs, candidates and interviews as {size}. What stands between the marks
-- `at` is put into the words of the database as an instant of seconds since 1970, and between those of `id` as an id.
--
-- What grows with the company is how many people and how many days there are, and not what one of them has: each job has
-- a hundred candidates, each interviewer a hundred interviews, each day twenty.
INSERT INTO users (company_id, email, email_key, name, name_key, role, active, version, created_at, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size})
SELECT {company}, 'u' || n || '@c{company}.test', 'u' || n || '@c{company}.test', 'User ' || (n * 7919 % {size}),
    'user ' || (n * 7919 % {size}), CASE WHEN n % ({size} / 5) = 3 THEN 'hr_manager' ELSE 'staff' END, n % 100 <> 7, 1,
    <at>{made} + n</at>, <at>{made} + n</at>
FROM numbers;

INSERT INTO jobs (company_id, title, title_key, active, version, created_at, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size})
SELECT {company}, 'Job ' || (n * 7919 % {size}), 'job ' || (n * 7919 % {size}), n % 100 <> 7, 1, <at>{made} + n</at>,
    <at>{made} + n</at>
FROM numbers;

-- Half of the names hold "anders"; one in a hundred "quist", five in all "zyrkow".
INSERT INTO candidates (company_id, name, name_key, email, email_key, version, created_at, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size}),
names (n, name) AS (
    SELECT n, 'Person ' || (n * 7919 % {size}) || CASE WHEN n % 2 = 0 THEN ' Andersson' ELSE ' Miller' END
        || CASE WHEN n % 100 = 11 THEN ' Lindquist' ELSE '' END
        || CASE WHEN n % ({size} / 5) = 17 THEN ' Zyrkow' ELSE '' END
    FROM numbers
)
SELECT {company}, name, lower(name), 'k' || n || '@c{company}.test', 'k' || n || '@c{company}.test', 1, <at>{made} + n</at>,
    <at>{made} + n</at>
FROM names;

INSERT INTO match_results (company_id, candidate_id, job_id, shortlisted, interview_enabled, online_interview_enabled,
    created_at, updated_at)
SELECT {company}, id, (SELECT MIN(id) FROM jobs WHERE company_id = {company}) + id % ({size} / 100), id % 4 < 2, id % 4 = 0,
    FALSE, <at>{made}</at>, <at>{made}</at>
FROM candidates WHERE company_id = {company};

-- One in ten has no time yet. Times are in another order than ids.
INSERT INTO interviews (id, company_id, candidate_id, job_id, interview_type, status, starts_at, ends_at, duration_minutes,
    sequence, version, created_at, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size}),
timed (n, start) AS (
    SELECT n, CASE WHEN n % 10 = 3 THEN NULL
        ELSE {made} + (n * 7919 % {size}) / 20 * 86400 + 32400 + (n * 7919 % {size}) % 20 * 1200 END
    FROM numbers
)
SELECT <id>n</id>, {company}, (SELECT MIN(id) FROM candidates WHERE company_id = {company}) + n,
    (SELECT MIN(id) FROM jobs WHERE company_id = {company}) + n % ({size} / 100), 'offline',
    CASE WHEN start IS NULL THEN 'pending' ELSE 'completed' END, <at>start</at>, <at>start + 3600</at>, 60, 0, 1, <at>{made} + n</at>,
    <at>{made} + n</at>
FROM timed;

INSERT INTO interview_interviewers (company_id, interview_id, position, user_id)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size})
SELECT {company}, <id>n</id>, 0, (SELECT MIN(id) FROM users WHERE company_id = {company}) + n % ({size} / 100)
FROM numbers;

-- Every other interview is booked to a slot, of which an interviewer has one a day.
INSERT INTO slots (id, company_id, subject, interviewer_id, slot_type, starts_at, ends_at, max_candidates, current_bookings,
    version, created_at, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size}),
held (n, holder, start) AS (
    SELECT n, (SELECT MIN(id) FROM users WHERE company_id = {company}) + n % ({size} / 100),
        {made} + n / ({size} / 100) * 86400
    FROM numbers WHERE n / ({size} / 100) % 2 = 0
)
SELECT <id>n + 10000000</id>, {company}, 'user:' || holder, holder, 'fixed', <at>start</at>, <at>start + 3600</at>, 1, 1, 1,
    <at>{made}</at>, <at>{made}</at>
FROM held;

INSERT INTO schedules (id, company_id, interview_id, slot_id, status, booked_at, version, updated_at)
WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {size})
SELECT <id>n + 20000000</id>, {company}, <id>n</id>, <id>n + 10000000</id>, 'pending', <at>{made}</at>, 1, <at>{made}</at>
FROM numbers WHERE n / ({size} / 100) % 2 = 0;
