//! What people are told by mail: a kind, a language and the data make a subject, a text and a page.
//!
//! The words of a language are in its file (`texts/en/mail.ftl`), the looks in two templates that all notices share: `notice.txt`, and
//! `notice.html`, which escapes every value. Times are on the recipient's wall clock.

mod dates;
mod kind;
#[cfg(test)]
mod tests;
mod texts;
mod words;

use super::line::one_line;
use askama::Template;
use dates::Clock;
pub use kind::Kind;
use scheduling_core::time::{Interval, Timestamp};
use texts::Texts;
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

/// A time as notices say it in a language, on the clock of a zone, which is named. UTC where there is no such zone.
#[must_use]
pub fn interval(language: Language, zone: &str, time: Interval) -> String {
    Clock::new(language, zone).interval(time)
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
pub fn setting(language: Language, online: bool) -> String {
    Texts(language).say(if online { "setting-online" } else { "setting-in-person" })
}

/// Writes a notice.
///
/// # Errors
/// A template failed, which none does whose values are texts; there is no panic instead.
pub fn write(kind: Kind, language: Language, data: &TemplateData) -> Result<Notice, askama::Error> {
    let texts = Texts(language);
    let about = Words::of(texts, kind, &line(&data.company), &optional(data.job.as_deref()));
    let view = View {
        language: language.tag(),
        subject: one_line(&about.subject, MAX_SUBJECT),
        heading: about.heading,
        greeting: words::greeting(texts, &line(&data.recipient)),
        lead: about.lead,
        rows: rows(kind, data, texts, &Clock::new(language, &data.zone)),
        button: about.button,
        link: data.link.as_deref().and_then(web_address),
        link_hint: texts.say("label-link-hint"),
        note: (data.own_room && has_room(data)).then(|| texts.say("label-own-room")),
        ways: ways(data, texts),
        closing: about.closing,
        company: line(&data.company),
        automatic: texts.say("label-automatic"),
    };
    let html = Html { view: &view }.render()?;
    let text = Text { view: &view }.render()?;
    Ok(Notice { subject: view.subject, text, html })
}

/// What both templates show.
struct View {
    language: &'static str,
    subject: String,
    heading: String,
    greeting: String,
    lead: String,
    rows: Vec<Row>,
    button: String,
    link: Option<String>,
    link_hint: String,
    /// What to know of the link.
    note: Option<String>,
    /// What else can be done.
    ways: Vec<Way>,
    closing: Option<String>,
    company: String,
    automatic: String,
}

/// Something that the recipient can do, and where.
struct Way {
    label: String,
    link: String,
    /// Whether it stands out.
    is_first: bool,
}

/// A fact with its name.
struct Row {
    label: String,
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
fn rows(kind: Kind, data: &TemplateData, texts: Texts, clock: &Clock) -> Vec<Row> {
    let (title, guest, hosts) = match kind.is_of_appointment() {
        true => ("label-service", "label-client", "label-staff"),
        false => ("label-job", "label-candidate", "label-interviewers"),
    };
    let text = |value: &Option<String>| value.as_deref().map(|value| one_line(value, MAX_TEXT));
    let people: Vec<String> = data.interviewers.iter().map(|name| line(name)).collect();
    let offered: Vec<String> = data.offered.iter().map(|time| clock.interval(*time)).collect();
    let all = [
        ("label-when", data.time.map(|time| clock.interval(time))),
        ("label-previously", data.previous.map(|time| clock.interval(time))),
        ("label-place", text(&data.location)),
        ("label-code", text(&data.code)),
        ("label-returned", text(&data.returned)),
        (title, text(&data.job)),
        (guest, text(&data.candidate)),
        (hosts, Some(people.join(", "))),
        ("label-webhook", text(&data.webhook)),
        ("label-conflict", text(&data.conflict)),
        ("label-reason", text(&data.reason)),
        ("label-offered", Some(offered.join("; "))),
        ("label-valid-until", data.valid_until.map(|until| clock.instant(until))),
        ("label-contact", text(&data.contact)),
    ];
    let there =
        all.into_iter().filter_map(|(key, value)| Some((key, value.filter(|text| !text.is_empty())?)));
    let row = |(key, value)| Row { label: texts.say(key), value, is_large: key == "label-code" };
    there.map(row).collect()
}

/// Whether the notice leads to a room.
fn has_room(data: &TemplateData) -> bool {
    data.join.is_some() || data.link.is_some()
}

fn ways(data: &TemplateData, texts: Texts) -> Vec<Way> {
    let join = data.join.as_ref().map(|link| ("label-join", link));
    let manage = data.manage.as_ref();
    let manage =
        manage.map(|links| [("label-reschedule", &links.reschedule), ("label-cancel", &links.cancel)]);
    let answer = data.answer.as_ref();
    let answer = answer.map(|links| [("label-accept", &links.accept), ("label-decline", &links.decline)]);
    let all = join.into_iter().chain(answer.into_iter().flatten()).chain(manage.into_iter().flatten());
    let way = |(key, link): (&'static str, &String)| {
        Some(Way { label: texts.say(key), link: web_address(link)?, is_first: key == "label-join" })
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
