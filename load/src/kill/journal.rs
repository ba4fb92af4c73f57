//! What clients were told: the state that the product has to be in afterwards, and everything that has to have happened.

use super::world::Slot;
use std::collections::BTreeMap;

/// Where a schedule stands.
pub(super) type Status = &'static str;

/// An interview that a client made.
#[derive(Debug, Clone)]
pub(super) struct Interview {
    pub(super) id: String,
    pub(super) candidate: i64,
    /// `pending`, `scheduled`, `cancelled`
    pub(super) status: Status,
    /// The position of its live schedule.
    pub(super) live: Option<usize>,
    /// What its log must say, in any order.
    pub(super) actions: Vec<&'static str>,
}

/// A booking that a client made.
#[derive(Debug, Clone)]
pub(super) struct Schedule {
    pub(super) id: String,
    pub(super) interview: String,
    pub(super) slot: Slot,
    pub(super) status: Status,
}

/// Everything that one client, or all of them, were told.
#[derive(Debug, Default, Clone)]
pub(super) struct Journal {
    pub(super) interviews: Vec<Interview>,
    pub(super) schedules: Vec<Schedule>,
    /// Conflicts that refusals left, and of which interview.
    pub(super) conflicts: Vec<String>,
    /// Every event that has to be told outside, once.
    pub(super) events: Vec<String>,
    /// Changes that were acknowledged.
    pub(super) acknowledged: usize,
    /// Answers that can't be right.
    pub(super) faults: Vec<String>,
}

/// An event by what it is about: its type, interview and schedule, or its type and conflict.
pub(super) fn event(kind: &str, interview: &str, schedule: Option<&str>) -> String {
    format!("{kind} {interview} {}", schedule.unwrap_or("-"))
}

impl Journal {
    pub(super) fn made(&mut self, id: String, candidate: i64) {
        self.events.push(event("interview.created", &id, None));
        let actions = vec!["created"];
        self.interviews.push(Interview { id, candidate, status: "pending", live: None, actions });
    }

    /// The interview at this position was booked.
    pub(super) fn booked(&mut self, at: usize, schedule: String, slot: Slot) {
        let live = self.schedules.len();
        let Some(interview) = self.interviews.get_mut(at) else { return };
        interview.live = Some(live);
        interview.actions.push("booked");
        self.events.push(event("schedule.booked", &interview.id, Some(&schedule)));
        let interview = interview.id.clone();
        self.schedules.push(Schedule { id: schedule, interview, slot, status: "pending" });
    }

    pub(super) fn confirmed(&mut self, at: usize) {
        let Some((interview, schedule)) = self.live(at) else { return };
        (interview.status, schedule.status) = ("scheduled", "confirmed");
        interview.actions.extend(["confirmed", "scheduled"]);
        let (id, schedule) = (interview.id.clone(), schedule.id.clone());
        self.record(&["schedule.confirmed", "interview.scheduled"], &id, &schedule);
    }

    /// Its schedule was moved: another one takes its place.
    pub(super) fn moved(&mut self, at: usize, schedule: String, slot: Slot) {
        let next = self.schedules.len();
        let Some((interview, old)) = self.live(at) else { return };
        let status = std::mem::replace(&mut old.status, "rescheduled");
        interview.live = Some(next);
        let mut told = vec!["schedule.rescheduled"];
        interview.actions.push("rescheduled");
        if status == "confirmed" {
            interview.actions.push("rescheduled");
            told.push("interview.rescheduled");
        }
        let id = interview.id.clone();
        self.record(&told, &id, &schedule);
        self.schedules.push(Schedule { id: schedule, interview: id, slot, status });
    }

    /// Its schedule was cancelled, and it waits for another.
    pub(super) fn unscheduled(&mut self, at: usize) {
        let Some((interview, schedule)) = self.live(at) else { return };
        let before = std::mem::replace(&mut schedule.status, "cancelled");
        (interview.status, interview.live) = ("pending", None);
        let mut told = vec!["schedule.cancelled"];
        interview.actions.push("cancelled");
        if before == "confirmed" {
            interview.actions.push("unscheduled");
            told.push("interview.unscheduled");
        }
        let (id, schedule) = (interview.id.clone(), schedule.id.clone());
        self.record(&told, &id, &schedule);
    }

    /// It was cancelled, and its schedule with it.
    pub(super) fn cancelled(&mut self, at: usize) {
        if let Some((interview, schedule)) = self.live(at) {
            schedule.status = "cancelled";
            interview.actions.push("cancelled");
            let (id, schedule) = (interview.id.clone(), schedule.id.clone());
            self.record(&["schedule.cancelled"], &id, &schedule);
        }
        let Some(interview) = self.interviews.get_mut(at) else { return };
        (interview.status, interview.live) = ("cancelled", None);
        interview.actions.push("cancelled");
        self.events.push(event("interview.cancelled", &interview.id, None));
    }

    /// Something was refused for it, which left a conflict.
    pub(super) fn refused(&mut self, conflict: String) {
        self.events.push(event("conflict.detected", &conflict, None));
        self.conflicts.push(conflict);
    }

    /// All journals as one.
    pub(super) fn joined(journals: Vec<Self>) -> Self {
        let mut all = Self::default();
        for journal in journals {
            let offset = all.schedules.len();
            all.interviews.extend(journal.interviews.into_iter().map(|mut interview| {
                interview.live = interview.live.map(|at| at + offset);
                interview
            }));
            all.schedules.extend(journal.schedules);
            all.conflicts.extend(journal.conflicts);
            all.events.extend(journal.events);
            all.faults.extend(journal.faults);
            all.acknowledged += journal.acknowledged;
        }
        all
    }

    /// The live schedule of an interview, with whether it is confirmed.
    pub(super) fn confirmed_slots(&self) -> BTreeMap<&str, (&Interview, &Slot)> {
        let confirmed = |interview: &&Interview| interview.status == "scheduled";
        let slot = |interview: &Interview| self.schedules.get(interview.live?).map(|schedule| &schedule.slot);
        let interviews = self.interviews.iter().filter(confirmed);
        interviews.filter_map(|it| Some((it.id.as_str(), (it, slot(it)?)))).collect()
    }

    fn live(&mut self, at: usize) -> Option<(&mut Interview, &mut Schedule)> {
        let interview = self.interviews.get_mut(at)?;
        let schedule = self.schedules.get_mut(interview.live?)?;
        Some((interview, schedule))
    }

    fn record(&mut self, kinds: &[&str], interview: &str, schedule: &str) {
        self.events.extend(kinds.iter().map(|kind| event(kind, interview, Some(schedule))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(id: &str) -> Slot {
        Slot { id: id.into(), start: "2030-01-07T09:00:00Z".into(), interviewer: 1 }
    }

    #[test]
    fn what_was_told_adds_up() {
        let mut journal = Journal::default();
        journal.made("i".into(), 7);
        journal.booked(0, "s1".into(), slot("a"));
        journal.confirmed(0);
        assert_eq!(journal.confirmed_slots().get("i").map(|(_, slot)| slot.id.as_str()), Some("a"));
        journal.moved(0, "s2".into(), slot("b"));
        journal.unscheduled(0);
        assert!(journal.confirmed_slots().is_empty());
        journal.booked(0, "s3".into(), slot("a"));
        journal.cancelled(0);
        let statuses: Vec<Status> = journal.schedules.iter().map(|schedule| schedule.status).collect();
        assert_eq!(statuses, ["rescheduled", "cancelled", "cancelled"]);
        let expected = [
            "interview.created i -",
            "schedule.booked i s1",
            "schedule.confirmed i s1",
            "interview.scheduled i s1",
            "schedule.rescheduled i s2",
            "interview.rescheduled i s2",
            "schedule.cancelled i s2",
            "interview.unscheduled i s2",
            "schedule.booked i s3",
            "schedule.cancelled i s3",
            "interview.cancelled i -",
        ];
        assert_eq!(journal.events, expected);
        let joined = Journal::joined(vec![journal.clone(), journal]);
        assert_eq!((joined.schedules.len(), joined.interviews.len()), (6, 2));
    }
}
