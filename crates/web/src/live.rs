//! `/app/live`: tells pages that are open that something of a kind changed, and nothing of what; they look again by themselves.
//!
//! One task of a server reads what the outbox noted, once a second and for all who listen, and only while somebody does. A page that
//! was away says when it heard last, and is told what changed since.

use crate::kit::hub::{Ending, Hub, Joined, Listens};
use crate::kit::outage::Outage;
use crate::kit::page::COMPANY;
use actix_web::{HttpRequest, HttpResponse};
use domain::access::{Caller, authorise};
use domain::effect::Topic;
use domain::{CompanyId, UserId};
use http_kit::problem::catalogue;
use http_kit::{
    BrowserSession, Data, LongLived, Problem, Routes, ServerEvent, SessionCaller, event_stream,
    last_event_id, resource, unauthenticated,
};
use persistence::Database;
use persistence::store::changes::{self, Changes};
use scheduling_core::time::Timestamp;
use std::collections::{BTreeSet, HashSet};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::sleep;
use uuid::Uuid;

/// How often the database is asked.
const POLL: Duration = Duration::from_secs(1);
/// How long a browser listens until it has to ask again, and its session is looked at.
const LIFE: Duration = Duration::from_secs(120);
/// Seconds after which a change is seen by all who ask: it has the time at which its transaction began.
const SETTLED: i64 = 15;
/// Seconds for which somebody who was away is told what changed; beyond, all may have.
const REMEMBERED: i64 = 240;
/// Events that a browser may be behind.
const BEHIND: usize = 32;
/// Browsers that one server listens for, at most.
const MOST: usize = 5_000;
/// Browsers of one user, at most; more end the eldest.
const MOST_OF_USER: usize = 12;

pub(crate) fn routes(routes: &mut Routes) {
    routes.service(resource("/app/live").get(listen));
}

/// A page that is open.
pub(crate) struct Listener {
    user: UserId,
    company: CompanyId,
    /// What who looks may hear of.
    topics: BTreeSet<Topic>,
    sender: mpsc::Sender<ServerEvent>,
}

impl Listens for Listener {
    fn is_gone(&self) -> bool {
        self.sender.is_closed()
    }
}

/// Pages that are open.
pub(crate) type Pages = Hub<Listener>;

impl Listener {
    /// Whether it goes on to listen: one that is too far behind asks again.
    fn notify(&self, topic: Topic, now: Timestamp) -> bool {
        self.sender.try_send(event(topic, now)).is_ok()
    }
}

fn admits(all: &mut Vec<Listener>, user: UserId) -> bool {
    let own = all.iter().filter(|one| one.user == user).count();
    if own >= MOST_OF_USER
        && let Some(eldest) = all.iter().position(|one| one.user == user)
    {
        all.remove(eldest);
    }
    all.len() < MOST
}

/// The company whose changes somebody may hear of: their own, or the one that an administrator looks at.
fn company(caller: &Caller, request: &HttpRequest) -> Option<CompanyId> {
    let chosen = || request.cookie(COMPANY)?.value().parse().ok().map(CompanyId);
    caller.company.or_else(chosen)
}

async fn listen(
    session: BrowserSession,
    request: HttpRequest,
    server: LongLived,
    db: Data<Database>,
    hub: Data<Pages>,
) -> Result<HttpResponse, Problem> {
    let Some(SessionCaller { caller, .. }) = session.0 else {
        return Err(unauthenticated("log in first"));
    };
    let company = company(&caller, &request).ok_or_else(|| Problem::not_found("company"))?;
    let may = |topic: &Topic| authorise(&caller, topic.action(), Some(company)).is_ok();
    let topics: BTreeSet<Topic> = Topic::ALL.into_iter().filter(may).collect();
    let user = caller.user.filter(|_| !topics.is_empty());
    let user = user.ok_or_else(|| Problem::new(&catalogue::FORBIDDEN, "there is nothing to hear of"))?;
    let now = server.clock().now();
    let since = last_event_id(&request).or_else(|| request.query_string().strip_prefix("since="));
    let (sender, receiver) = mpsc::channel(BEHIND);
    let listener = Listener { user, company, topics: topics.clone(), sender };
    // First, so that what changes while it is read what was missed is told too.
    let joined = hub.join(listener, |all| admits(all, user)).ok_or_else(|| {
        Problem::new(&catalogue::UNAVAILABLE, "too many pages listen to this server").retry_after(30)
    })?;
    if joined == Joined::First {
        tokio::spawn(run(hub.0, (*db).clone(), server.clone()));
    }
    let first = missed(&db, company, &topics, since, now).await;
    Ok(event_stream(&first, receiver, server, LIFE))
}

/// What changed since a browser heard last, as it says. What may have been told already is told again: a page looks once more.
async fn missed(
    db: &Database,
    company: CompanyId,
    topics: &BTreeSet<Topic>,
    last: Option<&str>,
    now: Timestamp,
) -> Vec<ServerEvent> {
    let told = |topics: &BTreeSet<Topic>| {
        topics.iter().map(|topic| event(*topic, now)).chain([ready(now)]).collect::<Vec<_>>()
    };
    let Some(last) = last.map(|text| text.parse::<i64>().unwrap_or_default()) else {
        return vec![ready(now)];
    };
    let since = Timestamp::saturating_from_unix(last);
    if since.plus_seconds(REMEMBERED) < now {
        return told(topics);
    }
    let since = since.plus_seconds(-SETTLED);
    match db.read(move |tx| changes::since(tx, &[company], since)).await {
        Ok(found) if found.is_cut => told(topics),
        Ok(found) => {
            let changed: BTreeSet<Topic> = found.all.iter().map(|change| change.topic).collect();
            told(&changed.intersection(topics).copied().collect())
        }
        Err(error) => {
            tracing::warn!(%error, "what a page missed could not be read");
            told(topics)
        }
    }
}

fn event(topic: Topic, at: Timestamp) -> ServerEvent {
    ServerEvent { id: Some(at.unix().to_string()), name: "changed", data: topic.name().into() }
}

/// Gives the browser a time to name when it asks again.
fn ready(at: Timestamp) -> ServerEvent {
    ServerEvent { id: Some(at.unix().to_string()), name: "ready", data: "yes".into() }
}

/// Tells all who listen, as long as somebody does.
async fn run(hub: Pages, db: Database, mut server: LongLived) {
    let _ending = Ending(hub.clone());
    // What was there before is told to nobody.
    let mut told: Option<HashSet<Uuid>> = None;
    let mut read_at = server.clock().now();
    let mut reading = Outage::of("what changed");
    while let Some(companies) = hub.or_end(|all| companies(all)) {
        let now = server.clock().now();
        // Also what changed while the database was out of reach.
        let since = read_at.min(now).plus_seconds(-SETTLED);
        let found = db.read(move |tx| changes::since(tx, &companies, since)).await;
        if let Some(found) = reading.note(found, now) {
            told = Some(notify(&hub, told.as_ref(), &found, now));
            read_at = now;
        }
        tokio::select! {
            () = server.stopped() => return hub.end(),
            () = sleep(POLL) => {}
        }
    }
}

fn companies(all: &[Listener]) -> Vec<CompanyId> {
    let companies: BTreeSet<CompanyId> = all.iter().map(|one| one.company).collect();
    companies.into_iter().collect()
}

/// Tells each browser of each topic once, whatever changed of it; answers what is known now.
fn notify(hub: &Pages, told: Option<&HashSet<Uuid>>, found: &Changes, now: Timestamp) -> HashSet<Uuid> {
    if found.is_cut {
        // What was not read may be about anybody's.
        hub.with_all(|all| all.retain(|one| one.topics.iter().all(|topic| one.notify(*topic, now))));
    } else if let Some(told) = told {
        let fresh = found.all.iter().filter(|change| !told.contains(&change.id));
        let fresh: BTreeSet<(CompanyId, Topic)> =
            fresh.map(|change| (change.company, change.topic)).collect();
        hub.with_all(|all| {
            all.retain(|one| fresh.iter().all(|(of, topic)| notify_one(one, *of, *topic, now)));
        });
    }
    found.all.iter().map(|change| change.id).collect()
}

/// Whether the browser goes on to listen.
fn notify_one(one: &Listener, company: CompanyId, topic: Topic, now: Timestamp) -> bool {
    let concerned = one.company == company && one.topics.contains(&topic);
    !concerned || one.notify(topic, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use persistence::store::changes::Change;

    fn some(all: &[Change]) -> Changes {
        Changes { all: all.to_vec(), is_cut: false }
    }

    #[test]
    fn each_hears_of_their_own_company_and_what_they_may_see() {
        let hub = Pages::default();
        let add = |user: i64, company: i64, topics: &[Topic]| {
            let (sender, receiver) = mpsc::channel(BEHIND);
            let topics = topics.iter().copied().collect();
            let user = UserId(user);
            hub.join(Listener { user, company: CompanyId(company), topics, sender }, |all| admits(all, user));
            receiver
        };
        let mut ann = add(1, 1, &[Topic::Interviews, Topic::Slots]);
        let mut bob = add(2, 2, &[Topic::Interviews]);
        let now = Timestamp::saturating_from_unix(1_800_000_000);
        let change = |id: u128, company: i64, topic| Change {
            id: Uuid::from_u128(id),
            company: CompanyId(company),
            topic,
            at: now,
        };
        let old = [change(1, 1, Topic::Slots)];
        let told = notify(&hub, None, &some(&old), now);
        let new = [
            old[0],
            change(2, 1, Topic::Interviews),
            change(3, 1, Topic::Interviews),
            change(4, 1, Topic::Busy),
        ];
        let told = notify(&hub, Some(&told), &some(&new), now);
        notify(&hub, Some(&told), &some(&new), now);
        let heard: Vec<String> = std::iter::from_fn(|| ann.try_recv().ok()).map(|event| event.data).collect();
        assert_eq!(heard, ["interviews"]);
        assert!(bob.try_recv().is_err());
        // Of more than is read at once anything may be somebody's.
        notify(&hub, Some(&told), &Changes { is_cut: true, ..some(&new) }, now);
        let heard: Vec<String> = std::iter::from_fn(|| ann.try_recv().ok()).map(|event| event.data).collect();
        assert_eq!(heard, ["interviews", "slots"]);
        assert_eq!(bob.try_recv().map(|event| event.data), Ok("interviews".to_owned()));
    }

    #[test]
    fn one_user_takes_only_so_many_places() {
        let hub = Pages::default();
        let mut kept = Vec::new();
        for _ in 0..MOST_OF_USER + 3 {
            let (sender, receiver) = mpsc::channel(1);
            let one = Listener { user: UserId(1), company: CompanyId(1), topics: BTreeSet::new(), sender };
            assert!(hub.join(one, |all| admits(all, UserId(1))).is_some());
            kept.push(receiver);
        }
        assert_eq!(hub.with_all(|all| all.len()), Some(MOST_OF_USER));
    }
}
