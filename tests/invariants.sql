-- What must never be, each as a query that finds it: slots, schedules, interviews, ledger and conflicts agree. Both databases
-- understand these. Tests ask them after every step, `cargo xtask load kill` after its storm. Keys begin with the company: a
-- query that left it out would go through a table once for each row of another.

-- a slot counts its live schedules and the places taken by hand
SELECT CAST(s.current_bookings AS TEXT) AS text FROM slots s WHERE s.current_bookings <>
    (SELECT COUNT(*) FROM schedules x WHERE x.company_id = s.company_id AND x.slot_id = s.id AND
    x.status IN ('pending', 'confirmed')) +
    (SELECT COUNT(*) FROM slot_places p WHERE p.company_id = s.company_id AND p.slot_id = s.id);

-- no slot has more bookings than places
SELECT CAST(current_bookings AS TEXT) AS text FROM slots WHERE current_bookings > max_candidates;

-- a slot has its holder's time if and only if a place is taken
SELECT CAST(s.current_bookings AS TEXT) AS text FROM slots s WHERE (s.current_bookings > 0) <> (1 =
    (SELECT COUNT(*) FROM commitments c WHERE c.company_id = s.company_id AND c.source_kind = 'slot' AND
    c.source_id = s.id AND c.subject = s.subject AND c.starts_at = s.starts_at AND c.ends_at = s.ends_at));

-- a live schedule has its candidate's time, and no other has anybody's
SELECT x.status AS text FROM schedules x JOIN slots s ON s.company_id = x.company_id AND s.id = x.slot_id
    JOIN interviews i ON i.company_id = x.company_id AND i.id = x.interview_id
    WHERE (x.status IN ('pending', 'confirmed')) <> (1 =
    (SELECT COUNT(*) FROM commitments c WHERE c.company_id = x.company_id AND c.source_kind = 'schedule' AND
    c.source_id = x.id AND c.starts_at = s.starts_at AND c.subject IN ('candidate:' || CAST(i.candidate_id AS TEXT),
    (SELECT 'user:' || CAST(k.user_id AS TEXT) FROM candidates k WHERE k.company_id = i.company_id AND k.id = i.candidate_id))));

-- nothing else is in the ledger for schedules
SELECT c.subject AS text FROM commitments c WHERE c.source_kind = 'schedule' AND NOT EXISTS
    (SELECT 1 FROM schedules x WHERE x.company_id = c.company_id AND x.id = c.source_id AND
    x.status IN ('pending', 'confirmed'));

-- nothing else is in the ledger for slots
SELECT c.subject AS text FROM commitments c WHERE c.source_kind = 'slot' AND NOT EXISTS
    (SELECT 1 FROM slots s WHERE s.company_id = c.company_id AND s.id = c.source_id AND
    s.subject = c.subject AND s.current_bookings > 0);

-- no two meetings of one subject overlap
SELECT a.subject AS text FROM commitments a JOIN commitments b ON a.company_id = b.company_id
    AND a.subject = b.subject AND a.id <> b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at;

-- an interview has its confirmed schedule's time, and none while it is pending
SELECT x.status AS text FROM schedules x JOIN interviews i ON i.company_id = x.company_id AND i.id = x.interview_id
    JOIN slots s ON s.company_id = x.company_id AND s.id = x.slot_id WHERE (x.status = 'confirmed' AND
    (i.status IN ('pending', 'cancelled') OR i.starts_at <> s.starts_at OR i.ends_at <> s.ends_at))
    OR (x.status = 'pending' AND i.status <> 'pending');

-- each conflict has as many steps as it has had resolutions
SELECT c.resolution AS text FROM conflicts c WHERE
    (SELECT COUNT(*) FROM conflict_history h WHERE h.company_id = c.company_id AND h.conflict_id = c.id) <>
    CASE c.resolution WHEN 'pending' THEN 1 ELSE 2 END;
