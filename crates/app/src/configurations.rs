//! AI configurations: slots are generated from them; those that are made by hand need not keep to them.

use crate::kit::collection::{Rules, Stored};
use crate::patterns;
use domain::slot::ConfigurationDetails;
use persistence::{Scope, StoreError};

impl Rules for ConfigurationDetails {
    const COMPANY: &'static str = "/company";
    /// Staff, who see their own slots alone, may know when AI interviewers are offered.
    const FOR_EVERYBODY: bool = true;

    fn check(&self, _scope: &mut Scope<'_>, _before: Option<&Stored<Self>>) -> Result<(), StoreError> {
        Ok(patterns::check(&self.week)?)
    }
}
