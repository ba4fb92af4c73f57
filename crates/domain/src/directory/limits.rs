//! How much of what costs everybody a company may have.

use crate::Refusal;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limited {
    Webhooks,
    Calendars,
    ApiKeys,
}

impl Limited {
    fn name(self) -> &'static str {
        match self {
            Self::Webhooks => "webhooks",
            Self::Calendars => "calendars",
            Self::ApiKeys => "API keys",
        }
    }
}

/// How many of each one company may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanyLimits {
    pub webhooks: u32,
    pub calendars: u32,
    pub api_keys: u32,
}

impl Default for CompanyLimits {
    fn default() -> Self {
        Self { webhooks: 100, calendars: 5000, api_keys: 200 }
    }
}

impl CompanyLimits {
    /// Whether a company may have so many of these.
    ///
    /// # Errors
    /// `WrongState` (`limit-reached`).
    pub fn check(&self, what: Limited, count: i64) -> Result<(), Refusal> {
        let most = match what {
            Limited::Webhooks => self.webhooks,
            Limited::Calendars => self.calendars,
            Limited::ApiKeys => self.api_keys,
        };
        if count <= i64::from(most) {
            return Ok(());
        }
        let detail = format!("the company has {most} {}, and may have no more", what.name());
        Err(Refusal::WrongState { slug: "limit-reached", detail })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_and_no_more() {
        let limits = CompanyLimits { webhooks: 2, ..CompanyLimits::default() };
        assert!(limits.check(Limited::Webhooks, 2).is_ok());
        let slug = limits.check(Limited::Webhooks, 3).map_err(|refusal| refusal.slug());
        assert_eq!(slug, Err("limit-reached"));
        assert!(limits.check(Limited::Calendars, 3).is_ok());
        assert!(limits.check(Limited::ApiKeys, 201).is_err());
    }
}
