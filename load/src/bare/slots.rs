//! Slots by the hundred thousand, written past the product: what `cargo run -p load -- search` asks about.
//!
//! Each person, or each AI interviewer (one in ten), holds eight slots of an hour on each weekday; the further ahead, the
//! fewer are booked. What is booked is in the ledger too. People have availability patterns and busy periods.

use anyhow::{Context, Result, bail};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};

/// What is to be written.
struct Slots {
    company: i64,
    /// The first of twenty jobs that share the slots evenly; the one after them has two hundred slots.
    job: i64,
    people: i64,
    /// From so many weeks before the Monday …
    behind: i64,
    /// … to so many after it.
    ahead: i64,
    /// In seconds since 1970.
    monday: i64,
}

/// How one kind of database writes what both are told.
struct Words {
    /// An instant, of seconds since 1970.
    at: fn(&str) -> String,
    /// An id, of a group and a number within it.
    id: fn(u32, &str) -> String,
    /// The numbers from 0 up to, and without, this one, as `n`.
    numbers: fn(i64) -> String,
    yes: &'static str,
}

const POSTGRES: Words = Words {
    at: |seconds| format!("to_timestamp({seconds})"),
    id: |group, number| {
        format!("('0190000{group}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid")
    },
    numbers: |end| format!("SELECT n::bigint AS n FROM generate_series(0, {end} - 1) AS n"),
    yes: "TRUE",
};

const SQLITE: Words = Words {
    at: |seconds| format!("({seconds}) * 1000000"),
    id: |group, number| format!("unhex('0190000{group}000070008000' || printf('%012x', {number}))"),
    numbers: |end| {
        format!(
            "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < {end}) \
             SELECT n FROM numbers"
        )
    },
    yes: "1",
};

/// Writes them.
///
/// # Errors
/// Where a number is none, or the database refuses a statement.
pub(crate) fn fill(url: &str, numbers: &[&str]) -> Result<()> {
    let numbers: Vec<i64> = numbers.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [company, job, people, behind, ahead, monday] = numbers.as_slice() else {
        bail!("bare slots URL COMPANY JOB PEOPLE WEEKS_BEHIND WEEKS_AHEAD MONDAY");
    };
    let wanted = Slots {
        company: *company,
        job: *job,
        people: *people,
        behind: *behind,
        ahead: *ahead,
        monday: *monday,
    };
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::establish(path)?;
            connection.batch_execute("PRAGMA busy_timeout = 60000; PRAGMA synchronous = OFF")?;
            write(&mut connection, &wanted, &SQLITE)?;
        }
        None => {
            let mut connection = PgConnection::establish(url).context("PostgreSQL is out of reach")?;
            write(&mut connection, &wanted, &POSTGRES)?;
            connection.batch_execute("VACUUM ANALYZE")?;
        }
    }
    Ok(())
}

fn write(connection: &mut impl SimpleConnection, wanted: &Slots, words: &Words) -> Result<()> {
    let statements = [
        wanted.users(words),
        wanted.subjects(words),
        wanted.patterns(words),
        wanted.busy_periods(words),
        wanted.slots(words),
        wanted.commitments(words),
    ];
    for statement in statements {
        connection.batch_execute(&statement).with_context(|| statement.clone())?;
    }
    Ok(())
}

/// The holder that number `p` has in the ledger.
const SUBJECT: &str =
    "CASE WHEN p % 10 = 9 THEN 'ai:' || kind || ':' || (p / 50) ELSE 'user:' || (first_user + p) END";
/// The types of AI interviewers, by turns.
const KIND: &str = "CASE (p / 10) % 5 WHEN 0 THEN 'coding' WHEN 1 THEN 'technical' WHEN 2 THEN 'behavioral' \
                    WHEN 3 THEN 'system_design' ELSE 'general' END";

impl Slots {
    fn made_at(&self, words: &Words) -> String {
        (words.at)(&(self.monday - 400 * 86_400).to_string())
    }

    /// The first of the company's users: they are numbered without gaps.
    fn first_user(&self) -> String {
        format!("(SELECT MIN(id) FROM users WHERE company_id = {})", self.company)
    }

    fn users(&self, words: &Words) -> String {
        let (company, made) = (self.company, self.made_at(words));
        let people = (words.numbers)(self.people);
        let yes = words.yes;
        format!(
            "INSERT INTO users (company_id, email, email_key, name, role, active, version, created_at, updated_at) \
             SELECT {company}, 'p' || n || '@c{company}.test', 'p' || n || '@c{company}.test', 'Person ' || n, 'staff', \
             {yes}, 1, {made}, {made} FROM ({people}) AS numbers"
        )
    }

    /// Each holder's number, subject, kind and user.
    fn holders(&self, words: &Words) -> String {
        let (people, first) = ((words.numbers)(self.people), self.first_user());
        let kinds = format!("SELECT n AS p, {first} AS first_user FROM ({people}) AS numbers");
        let kinds = format!("SELECT p, first_user, {KIND} AS kind FROM ({kinds}) AS numbered");
        format!("SELECT p, first_user, kind, {SUBJECT} AS subject FROM ({kinds}) AS kinds")
    }

    fn subjects(&self, words: &Words) -> String {
        let (company, holders) = (self.company, self.holders(words));
        format!(
            "INSERT INTO subjects (company_id, subject, version) SELECT {company}, subject, 1 \
             FROM ({holders}) AS holders WHERE TRUE ON CONFLICT DO NOTHING"
        )
    }

    fn patterns(&self, words: &Words) -> String {
        let (company, made, days) = (self.company, self.made_at(words), (words.numbers)(5));
        let (holders, yes) = (self.holders(words), words.yes);
        format!(
            "INSERT INTO availability_patterns (company_id, user_id, day_of_week, starts_minute, ends_minute, \
             slot_minutes, break_minutes, is_available, max_slots_per_day, valid_from, version, created_at, updated_at) \
             SELECT {company}, first_user + p, n + 1, 480, 1200, 60, 0, {yes}, 12, '2020-01-01', 1, {made}, {made} \
             FROM ({holders}) AS holders, ({days}) AS days WHERE p % 10 <> 9"
        )
    }

    /// Lunch on two days of each week.
    fn busy_periods(&self, words: &Words) -> String {
        let (company, made, weeks) = (self.company, self.made_at(words), (words.numbers)(2 * self.weeks()));
        let start =
            format!("{} + ((n / 2 - {}) * 7 + (p + 2 * n) % 5) * 86400 + 43200", self.monday, self.behind);
        let (starts, ends) = ((words.at)(&start), (words.at)(&format!("{start} + 3600")));
        let id = (words.id)(self.group(0), "p * 1000 + n");
        let holders = self.holders(words);
        format!(
            "INSERT INTO busy_periods (id, company_id, user_id, starts_at, ends_at, version, created_at, updated_at) \
             SELECT {id}, {company}, first_user + p, {starts}, {ends}, 1, {made}, {made} \
             FROM ({holders}) AS holders, ({weeks}) AS weeks WHERE p % 10 <> 9"
        )
    }

    fn weeks(&self) -> i64 {
        self.behind + self.ahead
    }

    /// Ids of one company and purpose have a group of their own.
    fn group(&self, purpose: u32) -> u32 {
        3 * u32::try_from(self.company % 3).unwrap_or_default() + purpose
    }

    /// Each slot's number, holder's number, week, and hour of the week's forty; made week by week, person by person.
    fn numbered(&self, words: &Words) -> String {
        let (people, behind) = (self.people, self.behind);
        let numbers = (words.numbers)(people * 40 * self.weeks());
        format!(
            "SELECT n, n / ({people} * 40) - {behind} AS week, n / 40 % {people} AS number, n % 40 AS hour \
             FROM ({numbers}) AS numbers"
        )
    }

    /// The same with their holders, and with the chance of being booked, of a hundred.
    fn planned(&self, words: &Words) -> String {
        let (holders, numbered) = (self.holders(words), self.numbered(words));
        format!(
            "SELECT *, CASE WHEN week < 0 THEN 85 WHEN week = 0 THEN 70 ELSE 30 END AS chance, \
             (n * 7919 + n / 13) % 100 AS drawn, CASE WHEN hour % 8 = 5 THEN 3 ELSE 1 END AS places, \
             n * 104729 % 97 = 0 AS off \
             FROM ({numbered}) AS numbered JOIN ({holders}) AS holders ON holders.p = numbered.number"
        )
    }

    fn start(&self) -> String {
        format!("{} + (week * 7 + hour / 8) * 86400 + (9 + hour % 8) * 3600", self.monday)
    }

    fn slots(&self, words: &Words) -> String {
        let (company, job, made) = (self.company, self.job, self.made_at(words));
        let (start, planned) = (self.start(), self.planned(words));
        let (starts, ends) = ((words.at)(&start), (words.at)(&format!("{start} + 3600")));
        let id = (words.id)(self.group(1), "n");
        format!(
            "INSERT INTO slots (id, company_id, subject, interviewer_id, ai_interview_type, slot_type, starts_at, \
             ends_at, job_id, max_candidates, current_bookings, cancelled_at, cancellation_reason, version, created_at, \
             updated_at) \
             SELECT {id}, {company}, subject, CASE WHEN p % 10 = 9 THEN NULL ELSE first_user + p END, \
             CASE WHEN p % 10 = 9 THEN kind END, 'recurring', {starts}, {ends}, \
             CASE WHEN p < 5 AND week BETWEEN 0 AND 3 AND hour % 4 = 1 THEN {job} + 20 ELSE {job} + n % 20 END, \
             places, CASE WHEN off OR drawn >= chance THEN 0 WHEN drawn % 2 = 0 THEN 1 ELSE places END, \
             CASE WHEN off THEN {made} END, CASE WHEN off THEN 'ill' END, 1, {made}, {made} \
             FROM ({planned}) AS planned ORDER BY n"
        )
    }

    /// What is booked has its holder's time.
    fn commitments(&self, words: &Words) -> String {
        let (company, made, planned) = (self.company, self.made_at(words), self.planned(words));
        let start = self.start();
        let (starts, ends) = ((words.at)(&start), (words.at)(&format!("{start} + 3600")));
        let (id, slot) = ((words.id)(self.group(2), "n"), (words.id)(self.group(1), "n"));
        format!(
            "INSERT INTO commitments (id, company_id, subject, user_id, starts_at, ends_at, buffer_before, buffer_after, \
             source_kind, source_id, state, created_at) \
             SELECT {id}, {company}, subject, CASE WHEN p % 10 = 9 THEN NULL ELSE first_user + p END, {starts}, {ends}, \
             0, 0, 'slot', {slot}, 'booked', {made} FROM ({planned}) AS planned WHERE NOT off AND drawn < chance ORDER BY n"
        )
    }
}
