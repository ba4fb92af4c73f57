//! Interview templates on the wire.

use crate::kit::fields::{NAME, given, line, minutes, note_all, patched};
use crate::kit::prelude::*;
use crate::wire::required::{RequiredDoc, RequiredIn};
use app::directory::templates::{group_problems, interviewer_problems};
use domain::UserId;
use domain::directory::{Group, Required, Template, TemplateDetails};
use scheduling_core::availability::UncheckedRequired;
use serde::Serializer;
use std::ops::RangeInclusive;

/// Minutes of notice: up to ten years.
const NOTICE: RangeInclusive<i64> = 0..=5_256_000;

/// Some of the interviewers, and how many of them a slot needs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TemplateGroupIn {
    /// Ids of interviewers of this template, each once; at most 1000.
    #[schema(value_type = Vec<i64>)]
    members: UpTo<WholeNumber, 1000>,
    /// `"all"` (the default) or a whole number from 1 to the number of members.
    required: Option<RequiredIn>,
}

impl TemplateGroupIn {
    fn group(&self) -> Group {
        let required = match self.required.map(|required| required.0) {
            None | Some(UncheckedRequired::All) => Required::All,
            Some(UncheckedRequired::AtLeast(count)) => Required::AtLeast(count),
        };
        Group { members: users(&self.members), required }
    }
}

fn users(ids: &[WholeNumber]) -> Vec<UserId> {
    ids.iter().map(|id| UserId(id.0)).collect()
}

fn groups(given: &[TemplateGroupIn]) -> Vec<Group> {
    given.iter().map(TemplateGroupIn::group).collect()
}

/// A new template. What of its numbers is not given comes from the availability call, or from its defaults.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplateIn {
    /// 1 to 200 characters.
    name: String,
    /// 1 to 1440.
    #[schema(value_type = i64)]
    duration_minutes: WholeNumber,
    /// Ids of users of the company whose role is `staff`, `recruiter`, `hr_manager` or `owner`; 1 to 1000, nobody
    /// twice.
    #[schema(value_type = Vec<i64>)]
    interviewers: UpTo<WholeNumber, 1000>,
    /// The company; administrators name it here or in the query.
    #[schema(value_type = Option<i64>)]
    company_id: Option<WholeNumber>,
    /// Each must be met by every slot (all interviewers); at most 100.
    #[schema(value_type = Option<Vec<TemplateGroupIn>>)]
    groups: Option<UpTo<TemplateGroupIn, 100>>,
    /// 1 to 1440; the grid on which slots start.
    #[schema(value_type = Option<i64>)]
    step_minutes: Option<WholeNumber>,
    /// 0 to 5,256,000; no slot starts sooner.
    #[schema(value_type = Option<i64>)]
    minimum_notice_minutes: Option<WholeNumber>,
    /// 0 to 1440; free time before the meeting.
    #[schema(value_type = Option<i64>)]
    buffer_before_minutes: Option<WholeNumber>,
    /// 0 to 1440; free time after the meeting.
    #[schema(value_type = Option<i64>)]
    buffer_after_minutes: Option<WholeNumber>,
}

impl CreateBody for TemplateIn {
    type Details = TemplateDetails;

    fn company(&self) -> Option<WholeNumber> {
        self.company_id
    }

    fn details(self, checks: &mut Checks) -> Option<TemplateDetails> {
        let name = line(checks, "/name", &self.name, NAME);
        let duration = minutes(checks, "/duration_minutes", self.duration_minutes, 1);
        let interviewers = users(&self.interviewers);
        let groups = self.groups.as_deref().map(groups);
        note_lists(checks, &interviewers, groups.as_deref());
        let step = self.step_minutes.and_then(|n| minutes(checks, "/step_minutes", n, 1));
        let notice =
            self.minimum_notice_minutes.and_then(|n| checks.in_range("/minimum_notice_minutes", n, NOTICE));
        let before = self.buffer_before_minutes.and_then(|n| minutes(checks, "/buffer_before_minutes", n, 0));
        let after = self.buffer_after_minutes.and_then(|n| minutes(checks, "/buffer_after_minutes", n, 0));
        Some(TemplateDetails {
            name: name?,
            duration_minutes: duration?,
            interviewers,
            groups,
            step_minutes: step,
            minimum_notice_minutes: notice,
            buffer_before_minutes: before,
            buffer_after_minutes: after,
        })
    }
}

/// What can be said of the lists by themselves; groups are compared with interviewers that make sense.
fn note_lists(checks: &mut Checks, interviewers: &[UserId], groups: Option<&[Group]>) {
    let problems = interviewer_problems(interviewers);
    note_all(checks, problems);
    note_all(checks, group_problems(interviewers, groups.unwrap_or_default()));
}

/// A change of a template: what is absent stays, what is null is taken away. The company never changes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TemplatePatch {
    /// 1 to 200 characters.
    #[serde(default, deserialize_with = "given")]
    #[schema(nullable = false)]
    name: Option<String>,
    /// 1 to 1440.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = i64)]
    duration_minutes: Option<WholeNumber>,
    /// In place of the interviewers that there are; 1 to 1000.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Vec<i64>)]
    interviewers: Option<UpTo<WholeNumber, 1000>>,
    /// In place of the groups that there are; null for all interviewers.
    #[serde(default)]
    #[schema(value_type = Option<Vec<TemplateGroupIn>>)]
    groups: Patch<UpTo<TemplateGroupIn, 100>>,
    /// 1 to 1440, or null.
    #[serde(default)]
    step_minutes: Patch<WholeNumber>,
    /// 0 to 5,256,000, or null.
    #[serde(default)]
    minimum_notice_minutes: Patch<WholeNumber>,
    /// 0 to 1440, or null.
    #[serde(default)]
    buffer_before_minutes: Patch<WholeNumber>,
    /// 0 to 1440, or null.
    #[serde(default)]
    buffer_after_minutes: Patch<WholeNumber>,
}

impl TemplatePatch {
    /// Whether it says who interviews.
    pub(super) fn names_interviewers(&self) -> bool {
        self.interviewers.is_some()
    }
}

impl UpdateBody for TemplatePatch {
    type Details = TemplateDetails;

    fn change(self, checks: &mut Checks) -> Change<TemplateDetails> {
        let interviewers = self.interviewers.map(|ids| users(&ids));
        let groups = patched(self.groups, |given| Some(groups(&given)));
        // Where one list is as it was, the two are compared once that one is read.
        match (&interviewers, &groups) {
            (Some(users), Some(groups)) => note_lists(checks, users, groups.as_deref()),
            (Some(users), None) => note_all(checks, interviewer_problems(users)),
            (None, _) => {}
        }
        let name = self.name.and_then(|name| line(checks, "/name", &name, NAME));
        let duration = self.duration_minutes.and_then(|n| minutes(checks, "/duration_minutes", n, 1));
        let step = patched(self.step_minutes, |n| minutes(checks, "/step_minutes", n, 1));
        let notice =
            patched(self.minimum_notice_minutes, |n| checks.in_range("/minimum_notice_minutes", n, NOTICE));
        let before = patched(self.buffer_before_minutes, |n| minutes(checks, "/buffer_before_minutes", n, 0));
        let after = patched(self.buffer_after_minutes, |n| minutes(checks, "/buffer_after_minutes", n, 0));
        Box::new(move |template| {
            set(&mut template.name, &name);
            set(&mut template.duration_minutes, &duration);
            set(&mut template.interviewers, &interviewers);
            set(&mut template.groups, &groups);
            set(&mut template.step_minutes, &step);
            set(&mut template.minimum_notice_minutes, &notice);
            set(&mut template.buffer_before_minutes, &before);
            set(&mut template.buffer_after_minutes, &after);
            Ok(())
        })
    }
}

/// A group of interviewers.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TemplateGroup)]
struct TemplateGroupOut {
    members: Vec<i64>,
    required: RequiredOut,
}

/// `"all"`, or how many.
#[derive(Debug, ToSchema)]
#[schema(value_type = RequiredDoc)]
struct RequiredOut(Required);

impl Serialize for RequiredOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Required::All => serializer.serialize_str("all"),
            Required::AtLeast(count) => serializer.serialize_i64(count),
        }
    }
}

/// An interview template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = InterviewTemplate)]
pub(crate) struct TemplateOut {
    id: i64,
    company_id: i64,
    name: String,
    duration_minutes: i64,
    /// User ids, in the order in which they were given.
    interviewers: Vec<i64>,
    /// Null where all interviewers have to be free.
    groups: Option<Vec<TemplateGroupOut>>,
    step_minutes: Option<i64>,
    minimum_notice_minutes: Option<i64>,
    buffer_before_minutes: Option<i64>,
    buffer_after_minutes: Option<i64>,
    created_at: InstantOut,
    updated_at: InstantOut,
}

impl From<Template> for TemplateOut {
    fn from(template: Template) -> Self {
        let (details, metadata) = (template.details, template.metadata);
        let ids = |users: Vec<UserId>| users.into_iter().map(|user| user.0).collect();
        let group = |group: Group| TemplateGroupOut {
            members: ids(group.members),
            required: RequiredOut(group.required),
        };
        Self {
            id: template.id.0,
            company_id: template.company.0,
            name: details.name,
            duration_minutes: details.duration_minutes,
            interviewers: ids(details.interviewers),
            groups: details.groups.map(|groups| groups.into_iter().map(group).collect()),
            step_minutes: details.step_minutes,
            minimum_notice_minutes: details.minimum_notice_minutes,
            buffer_before_minutes: details.buffer_before_minutes,
            buffer_after_minutes: details.buffer_after_minutes,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
        }
    }
}
