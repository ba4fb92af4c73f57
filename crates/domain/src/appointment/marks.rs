//! Marks: whether the client came. Made from the start on, undone for a day.

use super::mark::{Mark, MarkKind};
use super::{Appointment, AppointmentStatus};
use crate::Refusal;
use scheduling_core::time::Timestamp;

/// Marks an appointment.
///
/// # Errors
/// `WrongState` (`wrong-status`) before its start, where it does not take place, or where it is marked already.
pub fn mark(appointment: &Appointment, kind: MarkKind, now: Timestamp) -> Result<Appointment, Refusal> {
    let before = appointment.status;
    if !matches!(before, AppointmentStatus::Confirmed | AppointmentStatus::Completed) {
        return Err(wrong("only an appointment that takes place can be marked"));
    }
    if appointment.mark.is_some() {
        return Err(wrong("the appointment is marked already; undo that first"));
    }
    if now < appointment.time.start() {
        return Err(wrong("the appointment has not begun"));
    }
    let status = match kind {
        MarkKind::Arrived => before,
        MarkKind::NoShow => AppointmentStatus::NoShow,
    };
    Ok(Appointment { status, mark: Some(Mark { kind, at: now, before }), ..appointment.clone() })
}

/// Takes the mark away, and restores what was.
///
/// # Errors
/// `WrongState` (`wrong-status`) without a mark, or a day after it.
pub fn unmark(appointment: &Appointment, now: Timestamp) -> Result<Appointment, Refusal> {
    let Some(mark) = appointment.mark else { return Err(wrong("the appointment is not marked")) };
    if now >= mark.undone_until() {
        return Err(wrong("a mark can be undone for 24 hours"));
    }
    let status = match mark.kind {
        // It may have ended since.
        MarkKind::Arrived => appointment.status,
        MarkKind::NoShow => mark.before,
    };
    Ok(Appointment { status, mark: None, ..appointment.clone() })
}

fn wrong(detail: &str) -> Refusal {
    Refusal::WrongState { slug: "wrong-status", detail: detail.into() }
}

#[cfg(test)]
mod tests {
    use super::super::mark::UNDO_SECONDS;
    use super::super::transitions::samples::{START, appointment, at};
    use super::*;

    fn marked(kind: MarkKind, second: i64) -> Result<Appointment, &'static str> {
        mark(&appointment(), kind, at(second)).map_err(|refusal| refusal.slug())
    }

    #[test]
    fn from_the_start_on() {
        assert_eq!(marked(MarkKind::NoShow, START - 1), Err("wrong-status"));
        let no_show = marked(MarkKind::NoShow, START).expect("it has begun");
        assert_eq!(no_show.status, AppointmentStatus::NoShow);
        let arrived = marked(MarkKind::Arrived, START).expect("it has begun");
        assert_eq!(arrived.status, AppointmentStatus::Confirmed);
        assert_eq!(arrived.arrived_at(), Some(at(START)));
        assert!(mark(&arrived, MarkKind::NoShow, at(START + 1)).is_err(), "one mark at a time");
    }

    #[test]
    fn what_does_not_take_place_is_not_marked() {
        for &status in AppointmentStatus::ALL {
            let stands = Appointment { status, ..appointment() };
            let takes_place = matches!(status, AppointmentStatus::Confirmed | AppointmentStatus::Completed);
            assert_eq!(mark(&stands, MarkKind::Arrived, at(START)).is_ok(), takes_place, "{status:?}");
        }
    }

    #[test]
    fn undone_for_a_day_and_restored() {
        for before in [AppointmentStatus::Confirmed, AppointmentStatus::Completed] {
            let was = Appointment { status: before, ..appointment() };
            for kind in [MarkKind::Arrived, MarkKind::NoShow] {
                let marked = mark(&was, kind, at(START)).expect("it has begun");
                assert_eq!(unmark(&marked, at(START + UNDO_SECONDS - 1)).as_ref(), Ok(&was));
                assert!(unmark(&marked, at(START + UNDO_SECONDS)).is_err());
            }
            assert!(unmark(&was, at(START)).is_err());
        }
    }

    #[test]
    fn one_that_ended_since_stays_ended() {
        let arrived = marked(MarkKind::Arrived, START).expect("it has begun");
        let ended = Appointment { status: AppointmentStatus::Completed, ..arrived };
        let undone = unmark(&ended, at(START + 1)).expect("within a day");
        assert_eq!((undone.status, undone.arrived_at()), (AppointmentStatus::Completed, None));
    }
}
