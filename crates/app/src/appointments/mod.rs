//! Appointments: requests that hold a time, bookings, moves and how they end.
//!
//! Whatever takes time here is a commitment of the member of staff and of the client in the one ledger, made under the locks of
//! both. A start is offered, and can be booked, by one rule (`crate::shop`); it is asked under those locks.

mod admission;
mod arrived;
mod ask;
mod asked;
mod book;
mod cancel;
mod change;
mod choices;
mod claims;
mod clients;
mod codes;
mod erase;
mod feeds;
mod holder;
mod ics;
mod join;
mod links;
mod mail;
mod marks;
mod money;
mod other_times;
mod own;
mod page;
mod people;
mod read;
mod record;
mod requests;
mod reschedule;
mod settle;
mod shop;
mod stats;
mod sweep;
mod tally;
pub mod visits;

pub use arrived::money_arrived;
pub use ask::{agree, decline};
pub use asked::{RequestView, get as get_request, list as list_requests};
pub use book::{NewBooking, book};
pub use cancel::{Cancelled, cancel, refund_of_cancelling};
pub use change::{AppointmentChange, change};
pub use choices::{MoveAsked, MoveChoices, MoveLimits, move_choices};
pub use clients::{ClientFilter, ClientSummary, clients};
pub(crate) use codes::draw;
pub use codes::{Verified, resend, verify};
pub use erase::erase_client;
pub use feeds::{Feed, feed, feed_since, new_feed, revoke_feed};
pub use holder::Holder;
pub use ics::{Reader, ics};
pub(crate) use ics::{Writing, place};
pub(crate) use join::{Guest, join};
pub use links::{Link, LinkPurpose, id_request, link, manage_url, meeting_link, opened};
pub(crate) use mail::standing_of_mail;
pub use mail::{MailStanding, mail_to_visitors};
pub use marks::{mark, unmark};
pub use money::{Paid, Refunded, refund_no_show};
pub use other_times::{ClientTime, OtherTimes, other_times};
pub use own::{OwnAppointment, own};
pub use page::{BookedPage, PageMoney, Wished, cancel_by, file, look, look_at_room, move_by};
pub use read::{
    AppointmentView, beginnings, by_ids, get, list, logs, of_people, shown, shown_new, shown_one,
};
pub use record::Booked;
pub use requests::{NewRequest, StartAsked, confirm, extend, release, request, set_client};
pub use reschedule::{Rescheduling, reschedule};
pub use stats::figures;
pub use sweep::{end_holds, end_over};
pub use tally::{Figures, Sums, Totals};
