//! Interview templates: who has to meet, for how long.

use crate::{Record, TemplateId, UserId};

/// A stored interview template.
pub type Template = Record<TemplateId, TemplateDetails>;

/// What may be changed about a template. What is `None` falls back to the defaults of the availability call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateDetails {
    /// Not empty.
    pub name: String,
    /// 1 to 1440.
    pub duration_minutes: i64,
    /// In the order in which they were given; nobody twice.
    pub interviewers: Vec<UserId>,
    /// Which of them have to be free; `None` means all.
    pub groups: Option<Vec<Group>>,
    /// 1 to 1440.
    pub step_minutes: Option<i64>,
    /// 0 to 5,256,000 (ten years).
    pub minimum_notice_minutes: Option<i64>,
    /// 0 to 1440.
    pub buffer_before_minutes: Option<i64>,
    /// 0 to 1440.
    pub buffer_after_minutes: Option<i64>,
}

impl TemplateDetails {
    /// A template in which all interviewers meet, with nothing said beyond that.
    pub fn new(name: impl Into<String>, duration_minutes: i64, interviewers: Vec<UserId>) -> Self {
        Self {
            name: name.into(),
            duration_minutes,
            interviewers,
            groups: None,
            step_minutes: None,
            minimum_notice_minutes: None,
            buffer_before_minutes: None,
            buffer_after_minutes: None,
        }
    }
}

/// Some of the interviewers, and how many of them a slot needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// At least one, nobody twice.
    pub members: Vec<UserId>,
    pub required: Required,
}

/// How many members of a group have to be free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// Each of them.
    All,
    /// At least so many: 1 to the number of members.
    AtLeast(i64),
}
