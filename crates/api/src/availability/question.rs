//! The question on the wire: the shape of the request, turned into the core's unchecked `UncheckedQuery`.
//!
//! Only the shape is judged here (400); every value is judged by the core, all at once (422).

use crate::wire::required::RequiredIn;
use http_kit::{InstantIn, MAX_ANSWER, UpTo, WholeNumber, WireDate};
use scheduling_core::availability::{
    UncheckedDaysOff, UncheckedGroup, UncheckedInterval, UncheckedParticipant, UncheckedQuery, UncheckedRule,
};
use serde::Deserialize;
use std::borrow::Cow;
use utoipa::ToSchema;

/// The fields of a question, for bodies that add fields of their own: `deny_unknown_fields` and `flatten` do not
/// go together, so the list is written once and pasted.
macro_rules! question {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$field_doc])* pub(crate) $field: $type,)*
            /// The instant that notice is counted from; the server's clock where it is not given.
            pub(crate) now: Option<InstantIn>,
            /// A slot lies wholly inside it; at most 366 days.
            pub(crate) window: PeriodIn,
            /// 1 to 1440; every slot lasts exactly this.
            pub(crate) duration_minutes: WholeNumber,
            /// 1 to 1440 (30); the grid on which slots start.
            pub(crate) step_minutes: Option<WholeNumber>,
            /// IANA name (`UTC`); the grid's zone, and the default zone of each participant.
            pub(crate) time_zone: Option<String>,
            /// 0 to 5,256,000 (0); no slot starts before `now` and this.
            pub(crate) minimum_notice_minutes: Option<WholeNumber>,
            /// 0 to 5,256,000 (none); no slot starts after `now` and this.
            pub(crate) maximum_notice_minutes: Option<WholeNumber>,
            /// 0 to 1440 (0); free time that the meeting needs before itself.
            pub(crate) buffer_before_minutes: Option<WholeNumber>,
            /// 0 to 1440 (0); free time that the meeting needs after itself.
            pub(crate) buffer_after_minutes: Option<WholeNumber>,
            /// 1 to 100,000 (1000); the answer stops after this many.
            pub(crate) limit: Option<WholeNumber>,
            /// 1 to 1000 people.
            #[schema(value_type = Vec<ParticipantIn>)]
            pub(crate) participants: UpTo<ParticipantIn, 1000>,
            /// Each must be met by every slot; at most 100, and one group of all where it is not given.
            #[schema(value_type = Option<Vec<GroupIn>>)]
            pub(crate) groups: Option<UpTo<GroupIn, 100>>,
        }

        impl $name {
            /// The question as the core takes it.
            pub(crate) fn draft(&self) -> UncheckedQuery<'_> {
                let number = |value: Option<WholeNumber>| value.map(|whole| whole.0);
                UncheckedQuery {
                    now: self.now.map(|now| now.0),
                    window: self.window.interval(),
                    duration_minutes: self.duration_minutes.0,
                    step_minutes: number(self.step_minutes),
                    time_zone: self.time_zone.as_deref().map(Cow::Borrowed),
                    minimum_notice_minutes: number(self.minimum_notice_minutes),
                    maximum_notice_minutes: number(self.maximum_notice_minutes),
                    buffer_before_minutes: number(self.buffer_before_minutes),
                    buffer_after_minutes: number(self.buffer_after_minutes),
                    limit: number(self.limit),
                    participants: self.participants.iter().map(ParticipantIn::draft).collect(),
                    groups: self.groups.as_ref().map(|groups| groups.iter().map(GroupIn::draft).collect()),
                }
            }

            /// How much work it is: people times possible starts. What is out of range is no work, as it is refused.
            pub(crate) fn weight(&self) -> i64 {
                let people = i64::try_from(self.participants.len()).unwrap_or(i64::MAX);
                people.saturating_mul(self.starts())
            }

            /// About how many bytes the search and its answer take, at the most: a bit for each person and start, and
            /// the names in each slot.
            pub(crate) fn bytes(&self) -> usize {
                let searched = usize::try_from(self.weight() / 8).unwrap_or(usize::MAX);
                let named: usize = self.participants.iter().map(|participant| participant.id.len() + 100).sum();
                searched.saturating_add(self.slots().saturating_mul(named).min(MAX_ANSWER))
            }

            /// How many slots the answer lists, at the most.
            fn slots(&self) -> usize {
                let limit = self.limit.map_or(1000, |limit| limit.0);
                usize::try_from(limit.min(self.starts())).unwrap_or_default()
            }

            fn starts(&self) -> i64 {
                let seconds = match (self.window.start.0.whole(), self.window.end.0.whole()) {
                    (Ok(start), Ok(end)) => end.unix() - start.unix(),
                    _ => 0,
                };
                let step = self.step_minutes.map_or(30, |step| step.0).clamp(1, 1440);
                seconds.clamp(0, 366 * 86_400) / (60 * step)
            }

            /// The ids of the participants, in their order.
            pub(crate) fn ids(&self) -> Vec<&str> {
                self.participants.iter().map(|participant| participant.id.as_str()).collect()
            }
        }
    };
}

question! {
    /// When can these people meet?
    QueryIn {}
}

impl QueryIn {
    /// Whether answering takes long enough that it should not be done where connections are served.
    pub(crate) fn is_work(&self) -> bool {
        let groups = self.groups.iter().flat_map(|groups| groups.iter());
        let members: usize = groups.map(|group| group.members.len()).sum();
        let counted = i64::try_from(members).unwrap_or(i64::MAX).saturating_mul(self.starts());
        let parts: usize = self.participants.iter().map(ParticipantIn::parts).sum();
        let names: usize = self.participants.iter().map(|participant| participant.id.len()).sum();
        let named = self.slots().saturating_mul(names);
        self.weight().saturating_add(counted) > PAIRS || parts > PARTS || named > NAMED
    }
}

question! {
    /// Why can these people not meet?
    ExplainIn {
        /// The one instant to explain; every possible start of the window where it is not given.
        at: Option<InstantIn>,
    }
}

/// Pairs of person and possible start, and stretches of people's time, above which answering is work: about 100 microseconds of
/// it. And bytes of names in the answer, which a client may make long.
const PAIRS: i64 = 100_000;
const PARTS: usize = 5_000;
const NAMED: usize = 1 << 20;
/// Weeks that a window has at the most: each rule stands in each of them.
const WEEKS: usize = 53;

/// Somebody, and when they are free.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParticipantIn {
    /// 1 to 200 characters, unique in the request, without control characters.
    id: String,
    /// IANA name (the request's); the zone of working hours and days off.
    time_zone: Option<String>,
    /// Weekly rules (always working), at most 1000; an empty list means never working.
    #[schema(value_type = Option<Vec<RuleIn>>)]
    working_hours: Option<UpTo<RuleIn, 1000>>,
    /// Local dates, both ends included; at most 1000 periods.
    #[schema(value_type = Option<Vec<DaysIn>>)]
    days_off: Option<UpTo<DaysIn, 1000>>,
    /// Where given, free only inside these; an empty list means never. At most 100,000 of all participants.
    available: Option<Vec<PeriodIn>>,
    /// Taken at these times, in any order; at most 100,000 of all participants.
    busy: Option<Vec<PeriodIn>>,
}

impl ParticipantIn {
    /// About how many stretches of time it has.
    fn parts(&self) -> usize {
        let rules = self.working_hours.as_ref().map_or(0, |rules| rules.len());
        let days_off = self.days_off.as_ref().map_or(0, |days| days.len());
        let periods = |periods: &Option<Vec<PeriodIn>>| periods.as_ref().map_or(0, Vec::len);
        WEEKS * rules + days_off + periods(&self.available) + periods(&self.busy)
    }

    fn draft(&self) -> UncheckedParticipant<'_> {
        let intervals = |periods: &Vec<PeriodIn>| periods.iter().map(PeriodIn::interval).collect();
        UncheckedParticipant {
            id: Cow::Borrowed(&self.id),
            time_zone: self.time_zone.as_deref().map(Cow::Borrowed),
            working_hours: self.working_hours.as_ref().map(|rules| rules.iter().map(RuleIn::draft).collect()),
            days_off: self.days_off.as_ref().map(|all| all.iter().map(DaysIn::days_off).collect()),
            available: self.available.as_ref().map(intervals),
            busy: self.busy.as_ref().map(intervals),
        }
    }
}

/// Working time on some weekdays; where `end` is not after `start` it runs over midnight.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RuleIn {
    /// 1 (Monday) to 7 (Sunday); at most 100 entries.
    #[schema(value_type = Vec<WholeNumber>)]
    days: UpTo<WholeNumber, 100>,
    /// `HH:MM`, 00:00 to 23:59.
    start: String,
    /// `HH:MM`, 00:00 to 24:00.
    end: String,
}

impl RuleIn {
    fn draft(&self) -> UncheckedRule<'_> {
        UncheckedRule {
            days: self.days.iter().map(|day| day.0).collect(),
            start: Cow::Borrowed(&self.start),
            end: Cow::Borrowed(&self.end),
        }
    }
}

/// Local dates from the first to the last.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DaysIn {
    /// The first day.
    start: WireDate,
    /// The last day, included.
    end: WireDate,
}

impl DaysIn {
    fn days_off(&self) -> UncheckedDaysOff {
        UncheckedDaysOff { first: self.start.0, last: self.end.0 }
    }
}

/// The instants from `start` up to, and without, `end`.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PeriodIn {
    /// The first instant.
    start: InstantIn,
    /// The first instant after it.
    end: InstantIn,
}

impl PeriodIn {
    fn interval(&self) -> UncheckedInterval {
        UncheckedInterval { start: self.start.0, end: self.end.0 }
    }
}

/// Some participants, and how many of them a slot needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct GroupIn {
    /// Ids of participants, each once; at most 1000.
    #[schema(value_type = Vec<String>)]
    members: UpTo<String, 1000>,
    /// `"all"` (the default) or a whole number from 1 to the number of members.
    required: Option<RequiredIn>,
}

impl GroupIn {
    fn draft(&self) -> UncheckedGroup<'_> {
        UncheckedGroup {
            members: self.members.iter().map(|member| Cow::Borrowed(member.as_str())).collect(),
            required: self.required.map(|required| required.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(case: &str, people: usize, length: usize, step: i64, limit: i64, expected: bool) {
        let participants: Vec<_> =
            (0..people).map(|number| json!({"id": format!("{number:0length$}")})).collect();
        let question = json!({
            "window": {"start": "2026-01-05T00:00:00Z", "end": "2026-02-04T00:00:00Z"}, "duration_minutes": 30,
            "step_minutes": step, "limit": limit, "participants": participants,
        });
        let question: QueryIn = serde_json::from_value(question).expect("a question");
        assert_eq!(question.is_work(), expected, "{case}");
    }

    #[test]
    fn what_takes_long_is_work() {
        check("ten people", 10, 8, 30, 1000, false);
        check("all that ten people can have", 10, 8, 5, 10_000, false);
        check("many people", 100, 8, 30, 1000, true);
        check("many starts", 10, 8, 1, 100, true);
        check("long names in many slots", 10, 200, 30, 1000, true);
        check("long names in a few", 10, 200, 30, 100, false);
    }
}
