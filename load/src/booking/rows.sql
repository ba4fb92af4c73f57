-- A booking as the product stores it, written by one statement: nothing is read but what it is about, nothing judged.
-- An interview of a candidate of its own to a slot of its own, at an hour at which its holder has nothing else.
WITH w AS MATERIALIZED (SELECT * FROM work WHERE number = (SELECT nextval('ticks_of_work'))),
     locked AS (INSERT INTO subjects AS old (company_id, subject, version)
                SELECT 1, name, 1 FROM w, unnest(ARRAY['candidate:' || number, 'user:' || holder]) AS name
                ON CONFLICT (company_id, subject) DO UPDATE SET version = old.version + 1 RETURNING subject),
     claimed AS (INSERT INTO commitments (id, company_id, subject, user_id, starts_at, ends_at, buffer_before, buffer_after,
                                          source_kind, source_id, state, created_at)
                 SELECT gen_random_uuid(), 1, subject, CASE WHEN subject LIKE 'user:%' THEN holder END, starts_at,
                        starts_at + interval '1 hour', 0, 0, 'slot', slot, 'booked', now() FROM w, locked),
     made AS (INSERT INTO schedules (id, company_id, interview_id, slot_id, status, booked_at, version, updated_at)
              SELECT gen_random_uuid(), 1, interview, slot, 'pending', now(), 1, now() FROM w),
     logged AS (INSERT INTO interview_logs (id, company_id, interview_id, action, at, actor, new_values)
                SELECT gen_random_uuid(), 1, interview, 'booked', now(), 'user:1', '{"starts_at": "2027-01-01T00:00:00Z"}' FROM w),
     told AS (INSERT INTO effects (id, company_id, kind, payload, about, run_at, attempts, created_at)
              SELECT gen_random_uuid(), 1, 'event', '{"type": "schedule.booked"}', interview, now(), 0, now() FROM w),
     kept AS (INSERT INTO idempotency_keys (company_id, name, fingerprint, status, headers, body, expires_at)
              SELECT 1, sha256(interview::text::bytea), sha256(slot::text::bytea), 201, '[["etag", "1"]]',
                     convert_to(repeat('x', 700), 'UTF8'), now() FROM w),
     taken AS (UPDATE slots SET current_bookings = current_bookings + 1, version = slots.version + 1, updated_at = now()
               FROM w WHERE slots.company_id = 1 AND slots.id = w.slot)
-- Where there is no more to book this divides by zero, so that doing nothing is not counted.
SELECT 1 / count(*) FROM w;
