//! A mail server of the test's own: it fails as it is told to, and what it takes lands in the calendars behind the addresses.
//! Addresses with `typo` in them are refused.

use async_trait::async_trait;
use e2e::MailCalendar;
use integrations::mail::{Delivery, Mailer, Message, Outcome, Recipient};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How it treats what it is handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    Takes,
    Defers,
    /// It refuses the sender, for all recipients.
    RefusesSender,
    /// It takes some, defers some, takes some without saying so, and is slow at times.
    Erratic,
}

#[derive(Debug)]
pub(crate) struct Relay {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    mood: Mood,
    /// Of a linear congruence; which of them is the test's.
    random: u64,
    calendars: BTreeMap<String, MailCalendar>,
    taken: Vec<Message>,
}

impl Relay {
    pub(crate) fn new(seed: u64) -> Self {
        let calendars = BTreeMap::new();
        let random = seed.wrapping_mul(2) + 1;
        Self { state: Mutex::new(State { mood: Mood::Takes, random, calendars, taken: Vec::new() }) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// The messages that it took.
    pub(crate) fn taken(&self) -> Vec<Message> {
        self.state().taken.clone()
    }

    /// What the calendars look like now, by address.
    pub(crate) fn calendars<T>(&self, look: impl FnOnce(&BTreeMap<String, MailCalendar>) -> T) -> T {
        look(&self.state().calendars)
    }

    /// A number below that.
    fn below(&self, most: u64) -> u64 {
        let mut state = self.state();
        state.random =
            state.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state.random >> 33) % most
    }
}

#[async_trait]
impl Mailer for Relay {
    async fn send(&self, message: &Message) -> Delivery {
        let mood = self.state().mood;
        let lot = match mood {
            Mood::Takes => 0,
            Mood::Defers | Mood::RefusesSender => 9,
            Mood::Erratic => self.below(10),
        };
        if mood == Mood::Erratic && self.below(3) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let words = "421 come back".to_owned();
        let outcome = match lot {
            _ if message.to.iter().any(|to| to.address.as_str().contains("typo")) => {
                Outcome::Refused { words: "550 no such user".into() }
            }
            _ if mood == Mood::RefusesSender => {
                Outcome::NotFromUs { words: "550 5.7.1 Sender address rejected".into() }
            }
            0..=4 => Outcome::Accepted { words: "250 taken".into() },
            5 | 6 => Outcome::Unknown { words },
            _ => Outcome::Later { words },
        };
        let lot = if matches!(outcome, Outcome::Refused { .. }) { 9 } else { lot };
        let mut state = self.state();
        let address = message.to.first().map(|to| to.address.as_str().to_lowercase()).unwrap_or_default();
        if lot <= 5 {
            state.taken.push(message.clone());
        }
        let calendar = state.calendars.entry(address).or_default();
        calendar.doubtful |= matches!(lot, 5 | 6);
        if let Some(invitation) = message.invitation.as_ref().filter(|_| lot <= 5) {
            calendar.take(message.id.as_str(), &invitation.ics);
        }
        let recipients =
            message.to.iter().map(|to| Recipient { address: to.address.clone(), outcome: outcome.clone() });
        Delivery { recipients: recipients.collect() }
    }
}
