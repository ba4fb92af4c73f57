//! What each language names.

/// The names of facts, and what stands in every notice.
pub(super) struct Labels {
    pub(super) when: &'static str,
    pub(super) previously: &'static str,
    pub(super) place: &'static str,
    pub(super) job: &'static str,
    pub(super) candidate: &'static str,
    pub(super) interviewers: &'static str,
    /// In place of the three before, where it is about an appointment.
    pub(super) service: &'static str,
    pub(super) client: &'static str,
    pub(super) staff: &'static str,
    pub(super) code: &'static str,
    pub(super) webhook: &'static str,
    pub(super) reason: &'static str,
    pub(super) returned: &'static str,
    pub(super) offered: &'static str,
    pub(super) valid_until: &'static str,
    pub(super) contact: &'static str,
    pub(super) conflict: &'static str,
    pub(super) join: &'static str,
    pub(super) reschedule: &'static str,
    pub(super) cancel: &'static str,
    pub(super) accept: &'static str,
    pub(super) decline: &'static str,
    pub(super) link_hint: &'static str,
    pub(super) own_room: &'static str,
    pub(super) automatic: &'static str,
}

/// A thing with what it is for, or the thing alone: `interview` and ` for `, `Welder`.
pub(super) fn with(thing: &str, link: &str, title: &str) -> String {
    if title.is_empty() { thing.to_owned() } else { format!("{thing}{link}{title}") }
}
