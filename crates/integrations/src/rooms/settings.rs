//! Reading a provider's settings: every value checked, every fault with its field, no value repeated.

use serde_json::{Map, Value};
use std::fmt;
use url::Url;

/// A value that is sent to its provider and shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    pub(super) fn new(text: String) -> Self {
        Self(text)
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

/// What stands in a secret's place.
pub(super) const HIDDEN: &str = "***";

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(HIDDEN)
    }
}

/// What is wrong with a provider's settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct SettingsError {
    /// The field, `service_account.private_key` for one inside another; empty for the document as a whole.
    pub field: String,
    /// What is wrong with it; the value is not repeated.
    pub reason: &'static str,
}

/// The fields of a document that were not read yet.
pub(super) struct Fields {
    inside: String,
    left: Map<String, Value>,
}

const LONGEST: usize = 8192;

impl Fields {
    pub(super) fn of(document: &str) -> Result<Self, SettingsError> {
        let unusable = |reason| SettingsError { field: String::new(), reason };
        let value = serde_json::from_str(document).map_err(|_| unusable("is no JSON"))?;
        let Value::Object(left) = value else { return Err(unusable("is no JSON object")) };
        Ok(Self { inside: String::new(), left })
    }

    pub(super) fn fault(&self, field: &str, reason: &'static str) -> SettingsError {
        SettingsError { field: format!("{}{field}", self.inside), reason }
    }

    /// A text that may be missing.
    pub(super) fn optional(&mut self, field: &str) -> Result<Option<String>, SettingsError> {
        match self.left.remove(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.trim().is_empty() => {
                Err(self.fault(field, "must not be empty"))
            }
            Some(Value::String(text)) if text.len() > LONGEST => Err(self.fault(field, "is too long")),
            Some(Value::String(text)) => Ok(Some(text.trim().to_owned())),
            Some(_) => Err(self.fault(field, "must be a text")),
        }
    }

    pub(super) fn text(&mut self, field: &str) -> Result<String, SettingsError> {
        self.optional(field)?.ok_or_else(|| self.fault(field, "is missing"))
    }

    /// A text that becomes one segment of an address.
    pub(super) fn segment(&mut self, field: &str) -> Result<String, SettingsError> {
        let text = self.text(field)?;
        if is_segment(&text) { Ok(text) } else { Err(self.fault(field, "can't be used in an address")) }
    }

    pub(super) fn segment_or(&mut self, field: &str, usual: &str) -> Result<String, SettingsError> {
        if self.left.contains_key(field) { self.segment(field) } else { Ok(usual.to_owned()) }
    }

    pub(super) fn secret(&mut self, field: &str) -> Result<Secret, SettingsError> {
        self.text(field).map(Secret::new)
    }

    /// An `http` or `https` address without credentials, query and fragment. Plain `http` is refused when the
    /// request is to be sent, unless private addresses are allowed.
    pub(super) fn url(&mut self, field: &str, usual: &str) -> Result<Url, SettingsError> {
        let text = self.optional(field)?.unwrap_or_else(|| usual.to_owned());
        let url = Url::parse(&text).map_err(|_| self.fault(field, "is no URL"))?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(self.fault(field, "must be an https address"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(self.fault(field, "must not contain credentials"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(self.fault(field, "must not have a query or fragment"));
        }
        Ok(url)
    }

    /// An object inside this one.
    pub(super) fn object(&mut self, field: &str) -> Result<Option<Self>, SettingsError> {
        match self.left.remove(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(left)) => Ok(Some(Self { inside: format!("{}{field}.", self.inside), left })),
            Some(_) => Err(self.fault(field, "must be an object")),
        }
    }

    /// Passes over a field.
    pub(super) fn skip(&mut self, field: &str) {
        self.left.remove(field);
    }

    /// Refuses what was not read.
    pub(super) fn finish(self) -> Result<(), SettingsError> {
        match self.left.keys().next() {
            Some(field) => Err(self.fault(field, "is not known")),
            None => Ok(()),
        }
    }
}

/// An address below a base, each segment percent-encoded.
pub(super) fn below(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    // Only addresses without a host have no segments, and settings refuse those.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// Whether a text can be one segment of a path; dots would be resolved away.
pub(super) fn is_segment(text: &str) -> bool {
    !matches!(text, "" | "." | "..")
}
