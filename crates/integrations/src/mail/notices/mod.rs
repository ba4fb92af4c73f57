//! What people are told by mail: a kind, a language and the data make a subject, a text and a page.
//!
//! The words of a language are in its module, the looks in two templates that all notices share: `notice.txt`, and
//! `notice.html`, which escapes every value. Times are on the recipient's wall clock.

mod dates;
mod english;
mod french;
mod german;
mod labels;
#[cfg(test)]
mod tests;
mod words;

use super::line::one_line;
use askama::Template;
use dates::Clock;
use labels::Labels;
use scheduling_core::time::{Interval, Timestamp};
use url::Url;
use words::Words;

/// The most characters of a name or a title.
const MAX_NAME: usize = 200;
/// The most characters of a reason or a place.
const MAX_TEXT: usize = 1000;
/// The most characters of a subject.
const MAX_SUBJECT: usize = 200;

/// A language in which notices can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Language {
    /// English, with the clock of 24 hours.
    #[default]
    English,
    /// German.
    German,
    /// French.
    French,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::French];

    /// The language of a tag such as `de` or `fr-CA` (RFC 5646); English where we do not know it.
    #[must_use]
    pub fn of_tag(tag: &str) -> Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        Self::ALL.into_iter().find(|language| language.tag() == primary).unwrap_or_default()
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
        }
    }
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An interview was arranged.
    Invitation,
    /// It takes place at another time; [`TemplateData::previous`] tells which it was.
    TimeChanged,
    /// Something else of it is another: the place, the room, the people.
    Changed,
    /// It does not take place.
    Cancelled,
    /// It does not take place at this time, and waits for another.
    Postponed,
    /// It takes place without the recipient.
    Released,
    /// The recipient is invited at another address.
    Readdressed,
    /// It is soon.
    Reminder,
    /// The online room is there; [`TemplateData::link`] leads to it.
    RoomReady,
    /// The online room is another one.
    RoomChanged,
    /// To recruiters: an interview no longer fits the time of those who take part.
    ConflictFound,
    /// To administrators: a webhook failed for so long that it was turned off.
    WebhookDisabled,
    /// To recruiters: an AI interview could not be handed to its provider.
    HandOffFailed,
    /// A link to set a new password.
    PasswordReset,
    /// An appointment was booked.
    Booked,
    /// It takes place at another time.
    AppointmentMoved,
    /// Something else of it is another.
    AppointmentChanged,
    /// It does not take place.
    AppointmentCancelled,
    /// It is soon.
    AppointmentReminder,
    /// It takes place without the recipient.
    AppointmentReleased,
    /// To those who manage it: it no longer fits the time of the staff.
    AppointmentConflict,
    /// Whether another time suits the client.
    MoveAsked,
    /// Money came too late, and goes back.
    MoneyReturned,
    /// More money is there than is kept, and goes back.
    ExcessReturned,
    /// A candidate is asked to choose the time of an interview; [`TemplateData::link`] leads to where.
    ChooseTime,
    /// Digits that show that an address is somebody's.
    Code,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 26] = [
        Self::Invitation,
        Self::TimeChanged,
        Self::Changed,
        Self::Cancelled,
        Self::Postponed,
        Self::Released,
        Self::Readdressed,
        Self::Reminder,
        Self::RoomReady,
        Self::RoomChanged,
        Self::ConflictFound,
        Self::WebhookDisabled,
        Self::HandOffFailed,
        Self::PasswordReset,
        Self::Booked,
        Self::AppointmentMoved,
        Self::AppointmentChanged,
        Self::AppointmentCancelled,
        Self::AppointmentReminder,
        Self::AppointmentReleased,
        Self::AppointmentConflict,
        Self::MoveAsked,
        Self::MoneyReturned,
        Self::ExcessReturned,
        Self::ChooseTime,
        Self::Code,
    ];

    /// Whether it is about an appointment, in whose words people and titles are called then.
    fn is_of_appointment(self) -> bool {
        matches!(
            self,
            Self::Booked
                | Self::AppointmentMoved
                | Self::AppointmentChanged
                | Self::AppointmentCancelled
                | Self::AppointmentReminder
                | Self::AppointmentReleased
                | Self::AppointmentConflict
                | Self::MoveAsked
                | Self::MoneyReturned
                | Self::ExcessReturned
        )
    }
}

/// What a notice tells. Whatever is absent or empty is not mentioned; texts are made single lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TemplateData {
    /// In whose name the mail goes out.
    pub company: String,
    /// The recipient's name.
    pub recipient: String,
    /// The recipient's time zone, an IANA name. UTC where it is not known, and the notice says so.
    pub zone: String,
    /// The title of the job or the service.
    pub job: Option<String>,
    /// The name of the candidate or the client; for those who work there.
    pub candidate: Option<String>,
    /// The names of those who interview, or of the staff.
    pub interviewers: Vec<String>,
    /// When it takes place.
    pub time: Option<Interval>,
    /// When it would have taken place.
    pub previous: Option<Interval>,
    /// Where.
    pub location: Option<String>,
    /// Where the button leads: `http` or `https`; anything else is left out.
    pub link: Option<String>,
    /// Whether that is a page on which people talk to each other.
    pub own_room: bool,
    /// Why.
    pub reason: Option<String>,
    /// The webhook that was turned off.
    pub webhook: Option<String>,
    /// The digits to type.
    pub code: Option<String>,
    /// The money that goes back.
    pub returned: Option<String>,
    /// Other times that are free.
    pub offered: Vec<Interval>,
    /// Until when the link or the code works.
    pub valid_until: Option<Timestamp>,
    /// Where answers and questions go.
    pub contact: Option<String>,
    /// What stands against it, by its id.
    pub conflict: Option<String>,
    /// Where the recipient answers the invitation.
    pub answer: Option<AnswerLinks>,
    /// Where the recipient joins, if that is not where the button leads.
    pub join: Option<String>,
    /// Where the recipient moves and cancels it.
    pub manage: Option<ManageLinks>,
}

/// Where an invitation is answered: `http` or `https`; anything else is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerLinks {
    pub accept: String,
    pub decline: String,
}

/// Where an appointment is moved and cancelled: `http` or `https`; anything else is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManageLinks {
    pub reschedule: String,
    pub cancel: String,
}

/// A notice, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// A single line.
    pub subject: String,
    /// For programs that show no HTML.
    pub text: String,
    /// A whole document, without anything that is loaded from elsewhere.
    pub html: String,
}

/// Where an interview is held, in a word: online, or where the place says.
#[must_use]
pub fn setting(language: Language, online: bool) -> &'static str {
    match (language, online) {
        (Language::English, true) => "Online",
        (Language::English, false) => "In person",
        (Language::German, true) => "Online",
        (Language::German, false) => "Vor Ort",
        (Language::French, true) => "En ligne",
        (Language::French, false) => "Sur place",
    }
}

/// Writes a notice.
///
/// # Errors
/// A template failed, which none does whose values are texts; there is no panic instead.
pub fn write(kind: Kind, language: Language, data: &TemplateData) -> Result<Notice, askama::Error> {
    let about = Words::of(language, kind, &line(&data.company), &optional(data.job.as_deref()));
    let labels = words::labels(language);
    let view = View {
        language: language.tag(),
        subject: one_line(&about.subject, MAX_SUBJECT),
        heading: about.heading,
        greeting: words::greeting(language, &line(&data.recipient)),
        lead: about.lead,
        rows: rows(kind, data, labels, &Clock::new(language, &data.zone)),
        button: about.button,
        link: data.link.as_deref().and_then(web_address),
        link_hint: labels.link_hint,
        note: (data.own_room && has_room(data)).then_some(labels.own_room),
        ways: ways(data, labels),
        closing: about.closing,
        company: line(&data.company),
        automatic: labels.automatic,
    };
    let html = Html { view: &view }.render()?;
    let text = Text { view: &view }.render()?;
    Ok(Notice { subject: view.subject, text, html })
}

/// What both templates show.
struct View {
    language: &'static str,
    subject: String,
    heading: &'static str,
    greeting: String,
    lead: String,
    rows: Vec<Row>,
    button: &'static str,
    link: Option<String>,
    link_hint: &'static str,
    /// What to know of the link.
    note: Option<&'static str>,
    /// What else can be done.
    ways: Vec<Way>,
    closing: Option<&'static str>,
    company: String,
    automatic: &'static str,
}

/// Something that the recipient can do, and where.
struct Way {
    label: &'static str,
    link: String,
    /// Whether it stands out.
    is_first: bool,
}

/// A fact with its name.
struct Row {
    label: &'static str,
    value: String,
    /// Whether it is there to be read from afar.
    is_large: bool,
}

#[derive(Template)]
#[template(path = "mail/notice.html")]
struct Html<'a> {
    view: &'a View,
}

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct Text<'a> {
    view: &'a View,
}

/// The data that are there, in the order in which a reader asks for them.
fn rows(kind: Kind, data: &TemplateData, labels: &'static Labels, clock: &Clock) -> Vec<Row> {
    let (title, guest, hosts) = match kind.is_of_appointment() {
        true => (labels.service, labels.client, labels.staff),
        false => (labels.job, labels.candidate, labels.interviewers),
    };
    let text = |value: &Option<String>| value.as_deref().map(|value| one_line(value, MAX_TEXT));
    let people: Vec<String> = data.interviewers.iter().map(|name| line(name)).collect();
    let offered: Vec<String> = data.offered.iter().map(|time| clock.interval(*time)).collect();
    let all = [
        (labels.when, data.time.map(|time| clock.interval(time))),
        (labels.previously, data.previous.map(|time| clock.interval(time))),
        (labels.place, text(&data.location)),
        (labels.code, text(&data.code)),
        (labels.returned, text(&data.returned)),
        (title, text(&data.job)),
        (guest, text(&data.candidate)),
        (hosts, Some(people.join(", "))),
        (labels.webhook, text(&data.webhook)),
        (labels.conflict, text(&data.conflict)),
        (labels.reason, text(&data.reason)),
        (labels.offered, Some(offered.join("; "))),
        (labels.valid_until, data.valid_until.map(|until| clock.instant(until))),
        (labels.contact, text(&data.contact)),
    ];
    let is_large = |label: &str| label == labels.code;
    let there = all
        .into_iter()
        .filter_map(|(label, value)| Some(Row { label, value: value?, is_large: is_large(label) }));
    there.filter(|row| !row.value.is_empty()).collect()
}

/// Whether the notice leads to a room.
fn has_room(data: &TemplateData) -> bool {
    data.join.is_some() || data.link.is_some()
}

fn ways(data: &TemplateData, labels: &'static Labels) -> Vec<Way> {
    let join = data.join.as_ref().map(|link| (labels.join, link));
    let manage = data.manage.as_ref();
    let manage = manage.map(|links| [(labels.reschedule, &links.reschedule), (labels.cancel, &links.cancel)]);
    let answer = data.answer.as_ref();
    let answer = answer.map(|links| [(labels.accept, &links.accept), (labels.decline, &links.decline)]);
    let all = join.into_iter().chain(answer.into_iter().flatten()).chain(manage.into_iter().flatten());
    let way = |(label, link): (&'static str, &String)| {
        Some(Way { label, link: web_address(link)?, is_first: label == labels.join })
    };
    all.filter_map(way).collect()
}

fn line(text: &str) -> String {
    one_line(text, MAX_NAME)
}

fn optional(text: Option<&str>) -> String {
    text.map(line).unwrap_or_default()
}

fn web_address(text: &str) -> Option<String> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(String::from)
}
