//! One interviewer asked through all systems at once: the first has the time, whatever it was booked with.
//!
//! `MERIDIAN_RACE_ROUNDS` says how often each race is run (5).

use super::races::{agree_in, answer, ask, cancel, conflicts, hour, rounds};
use super::start::{SCHEDULES, SLOTS, booked, id, interview, set_up, slot};
use domain::commitment::{Hold, Source, SourceKind, Span, Subject};
use domain::{CompanyId, UserId};
use e2e::App;
use persistence::ledger::{self, Claim};
use persistence::{DbError, StoreError};
use reqwest::{Method, RequestBuilder};
use scheduling_core::time::{Interval, Timestamp};
use serde_json::{Value, json};
use testkit::db::TestDb;
use testkit::{Case, seed};
use tokio::task::JoinSet;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![one_person_through_all_systems, one_ai_interviewer_through_all_systems]
}

const INTERVIEWS: &str = "/api/v1/interviews";

/// What takes the time of a slot's holder. Each of these overlaps each other one in the last ten minutes before eleven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// An interview booked to the slot of ten o'clock.
    Slot,
    /// A manual booking of that slot.
    ByHand,
    /// A schedule that moves to it.
    Move,
    /// An interview that is given its time directly: a quarter, half, or three quarters past ten.
    Direct,
    /// An interview booked to somebody else's slot, from half past ten, with the holder in its panel.
    Panel,
    /// Being put into the panel of an interview that has its time, a quarter to eleven, already.
    Join,
    /// A hold of the ledger, from ten to eleven.
    Hold,
}

impl Way {
    /// What has the holder's time where this way has won.
    fn source(self) -> SourceKind {
        match self {
            Self::Slot | Self::ByHand | Self::Move => SourceKind::Slot,
            Self::Direct | Self::Join => SourceKind::Interview,
            Self::Panel => SourceKind::Schedule,
            Self::Hold => SourceKind::Request,
        }
    }

    /// The status of success.
    fn won(self) -> u16 {
        match self {
            Self::Slot | Self::Panel | Self::Hold => 201,
            _ => 200,
        }
    }

    /// What the losers are told where that other way has won.
    fn refusal(self, winner: Self) -> &'static str {
        match self {
            Self::Slot | Self::Move if winner.source() == SourceKind::Slot => "slot-full",
            Self::ByHand => "slot-not-bookable",
            Self::Hold => "held",
            _ => "interviewer-unavailable",
        }
    }

    /// Whether a refusal leaves a conflict: bookings to slots do.
    fn leaves_conflict(self) -> bool {
        matches!(self, Self::Slot | Self::Move | Self::Panel)
    }
}

/// One of those who ask.
struct Client {
    way: Way,
    interview: String,
    /// Where the way is to move: the schedule, anew in each round.
    schedule: String,
}

/// What a round is about.
struct Round {
    start: Timestamp,
    /// The holder's own slot, of one place.
    slot: String,
    /// Somebody else's slot, with room for all.
    other: String,
}

async fn one_person_through_all_systems(db: TestDb) {
    use Way as W;
    let clients = [
        (W::Slot, 16),
        (W::ByHand, 10),
        (W::Move, 2),
        (W::Direct, 16),
        (W::Panel, 14),
        (W::Join, 2),
        (W::Hold, 4),
    ];
    all_at_once(db, json!(1), Some(1), &clients).await;
}

async fn one_ai_interviewer_through_all_systems(db: TestDb) {
    all_at_once(db, json!("coding"), None, &[(Way::Slot, 32), (Way::ByHand, 30), (Way::Move, 2)]).await;
}

/// Races for a slot of that holder, and for the time of the user who holds it.
async fn all_at_once(db: TestDb, holder: Value, user: Option<i64>, ways: &[(Way, usize)]) {
    let app = set_up(db).await;
    let mut clients = clients(&app, user, ways).await;
    assert_eq!(clients.len(), 64);
    for number in 0..rounds() {
        app.clock.set(hour(number - 2));
        let round = prepare(&app, &holder, &mut clients, hour(number)).await;
        let before = conflicts(&app);
        let answers = race(&app, &clients, &round).await;
        let won: Vec<usize> = (0..64).filter(|n| answers[*n].0 == clients[*n].way.won()).collect();
        let ways: Vec<Way> = won.iter().map(|n| clients[*n].way).collect();
        assert_eq!(won.len(), 1, "round {number}: {ways:?} {answers:?}");
        let winner = won[0];
        check_losers(&clients, &answers, winner);
        let losers =
            clients.iter().enumerate().filter(|(n, client)| *n != winner && client.way.leaves_conflict());
        assert_eq!(conflicts(&app) - before, losers.count(), "bookings that were refused leave conflicts");
        assert_eq!(taken(&app, &holder), [clients[winner].way.source().name()], "round {number}");
        agree_in(&app, number);
        give_back(&app, &clients, &round, winner, &answers[winner].1).await;
        assert_eq!(taken(&app, &holder), [""; 0], "round {number}");
        agree_in(&app, number);
    }
}

/// Each with an interview of a candidate of their own, as the way needs it.
async fn clients(app: &App, user: Option<i64>, ways: &[(Way, usize)]) -> Vec<Client> {
    let mut clients = Vec::new();
    for (way, count) in ways {
        for number in 0..*count {
            let panel: Vec<i64> = match way {
                Way::Direct | Way::Panel => user.into_iter().collect(),
                _ => Vec::new(),
            };
            let interview = interview(app, &format!("{way:?}-{number}"), &panel).await;
            clients.push(Client { way: *way, interview, schedule: String::new() });
        }
    }
    clients
}

/// Makes the slots of a round, and what has to be there for those who move and those who join.
async fn prepare(app: &App, holder: &Value, clients: &mut [Client], start: Timestamp) -> Round {
    let at = |minutes: i64| start.plus_minutes(minutes).to_string();
    let own = slot(app, &at(0), holder.clone(), 1).await;
    let other = slot(app, &at(30), json!("general"), 64).await;
    let before = slot(app, &at(-120), json!("general"), 64).await;
    for client in clients {
        match client.way {
            Way::Move => client.schedule = booked(app, &client.interview, &before).await,
            Way::Join => patch(app, client, json!({"scheduled_at": at(45)})).await,
            _ => {}
        }
    }
    Round { start, slot: own, other }
}

async fn patch(app: &App, client: &Client, body: Value) {
    let done = app.patch(&format!("{INTERVIEWS}/{}", client.interview), body).await;
    assert_eq!(done.status, 200, "{}", done.text);
}

/// All at once; status and body of each, in the order of the clients.
async fn race(app: &App, clients: &[Client], round: &Round) -> Vec<(u16, Value)> {
    let mut sent = JoinSet::new();
    for (number, client) in clients.iter().enumerate() {
        match request(app, client, number, round) {
            Some(request) => {
                sent.spawn(async move { (number, answer(request).await) });
            }
            None => {
                let held = hold(app, number, round);
                sent.spawn(async move { (number, held.await) });
            }
        }
    }
    let mut answers = sent.join_all().await;
    answers.sort_by_key(|(number, _)| *number);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// What the client sends; `None` for a hold, which is not asked for over HTTP.
fn request(app: &App, client: &Client, number: usize, round: &Round) -> Option<RequestBuilder> {
    let own = || format!("{INTERVIEWS}/{}", client.interview);
    let quarter = i64::try_from(1 + number % 3).unwrap_or(1);
    Some(match client.way {
        Way::Slot => ask(app, &client.interview, &round.slot),
        Way::Panel => ask(app, &client.interview, &round.other),
        Way::ByHand => app.request(Method::POST, &format!("{SLOTS}/{}/book_slot", round.slot)),
        Way::Move => app
            .request(Method::POST, &format!("{SCHEDULES}/{}/reschedule", client.schedule))
            .json(&json!({"slot_id": round.slot, "reason": "race"})),
        Way::Direct => {
            let start = round.start.plus_minutes(15 * quarter).to_string();
            app.request(Method::PATCH, &own()).json(&json!({"scheduled_at": start}))
        }
        Way::Join => app.request(Method::PATCH, &own()).json(&json!({"interviewer_ids": [1]})),
        Way::Hold => return None,
    })
}

fn held_by(number: usize) -> Source {
    Source { kind: SourceKind::Request, id: uuid::Uuid::from_u128(number as u128) }
}

/// A hold of user 1 for a quarter of an hour, told as an answer would be.
fn hold(app: &App, number: usize, round: &Round) -> impl Future<Output = (u16, Value)> + use<> {
    let (db, now) = ((*app.db).clone(), app.clock.now());
    let time =
        Interval::new(round.start.plus_minutes(50), round.start.plus_minutes(60)).expect("ten minutes");
    let claim = Claim {
        subject: Subject::User(UserId(1)),
        span: Span::bare(time),
        source: held_by(number),
        hold: Hold::Until(now.plus_minutes(15)),
    };
    async move {
        loop {
            let (claim, permit) = (claim.clone(), seed::owner(CompanyId(1)));
            let claimed = db.write(move |tx| {
                Ok::<_, StoreError>(ledger::claim(&mut tx.scope(&permit), now, std::slice::from_ref(&claim))?)
            });
            match claimed.await {
                Ok(Ok(_)) => return (201, Value::Null),
                Ok(Err(_)) => return (409, json!({"type": "/problems/held"})),
                Err(StoreError::Db(DbError::Unavailable(_) | DbError::Conflict)) => {}
                Err(error) => panic!("{error}"),
            }
        }
    }
}

fn check_losers(clients: &[Client], answers: &[(u16, Value)], winner: usize) {
    for (number, (client, (status, body))) in clients.iter().zip(answers).enumerate() {
        let told = (*status, body["type"].as_str().unwrap_or_default());
        let expected = format!("/problems/{}", client.way.refusal(clients[winner].way));
        assert!(number == winner || told == (409, &expected), "{:?}: {status} {body}", client.way);
    }
}

/// What has the holder's time.
fn taken(app: &App, holder: &Value) -> Vec<String> {
    let subject = holder.as_str().map_or_else(|| format!("user:{holder}"), |kind| format!("ai:{kind}:0"));
    let sql = format!("SELECT source_kind AS text FROM commitments WHERE subject = '{subject}'");
    app.db.raw().texts(&sql)
}

/// Leaves nothing of a round to the next one.
async fn give_back(app: &App, clients: &[Client], round: &Round, winner: usize, answer: &Value) {
    for (number, client) in clients.iter().enumerate() {
        let won = number == winner;
        match client.way {
            Way::Slot | Way::Panel | Way::Move if won => cancel(app, &answer["id"]).await,
            Way::Move => cancel(app, &json!(client.schedule)).await,
            Way::ByHand if won => {
                let path = format!("{SLOTS}/{}/release_slot", round.slot);
                assert_eq!(id(&app.post(&path, json!({})).await), round.slot);
            }
            Way::Direct if won => patch(app, client, json!({"scheduled_at": null})).await,
            Way::Join => patch(app, client, json!({"scheduled_at": null, "interviewer_ids": []})).await,
            Way::Hold if won => {
                let (source, permit) = (held_by(number), seed::owner(CompanyId(1)));
                let done = app
                    .db
                    .write(move |tx| Ok::<_, StoreError>(ledger::release(&mut tx.scope(&permit), source)?));
                assert_eq!(done.await.expect("the ledger answers"), 1);
            }
            _ => {}
        }
    }
}
