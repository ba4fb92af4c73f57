//! What is asked.

use app::known_people::KnownPeople;
use app::shop::{Asked, AskedShop, known, known_front};
use domain::access::Permit;
use domain::appointment::StaffId;
use scheduling_core::time::{Date, Timestamp};
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// A question.
pub(super) enum Question {
    /// Over the API.
    Path(String),
    /// As the pages on which people book ask.
    Page(PageQuestion),
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => f.write_str(path),
            Self::Page(page) => write!(f, "{page:?}"),
        }
    }
}

/// A service at its address, and the times of some days.
#[derive(Debug)]
pub(super) struct PageQuestion {
    pub(super) company: String,
    pub(super) service: String,
    pub(super) staff: Option<i64>,
    pub(super) first: Date,
    pub(super) last: Date,
}

impl PageQuestion {
    /// All that a page would know, as text.
    pub(super) async fn ask(&self, people: &KnownPeople, now: Timestamp) -> String {
        let found = known_front(people, &self.company, &self.service, now).await;
        let Some(found) = found.expect("an answer") else { return "nothing".into() };
        let front = &found.front;
        let asked = AskedShop {
            service: front.listed.service.id,
            staff: self.staff.map(StaffId).filter(|id| front.staff.iter().any(|one| one.id == *id)),
            zone: None,
            when: Asked::Dates { first: self.first, last: self.last },
            booked: None,
            explain: false,
        };
        let gathered = match found.gather(&asked, now) {
            Some(gathered) => gathered,
            None => {
                let permit = Permit::visitor(front.front.company.id, String::new());
                known(people, permit, asked, Vec::new(), now).await.expect("an answer")
            }
        };
        let answer = gathered.answer(false, Arc::new(AtomicBool::new(false))).expect("starts");
        let starts: Vec<_> = answer.slots().collect();
        format!("{front:?} {} {starts:?}", answer.zone.name())
    }
}
