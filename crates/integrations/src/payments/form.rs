//! Bodies as Stripe wants them: form-encoded, with brackets around the names of what lies deeper.

use url::form_urlencoded::Serializer;

/// The pairs of a body, in order: the same request has the same bytes.
#[derive(Debug, Default)]
pub(super) struct Form(Vec<(String, String)>);

impl Form {
    /// Adds a pair.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts are written alike, most of them made for this"
    )]
    pub(super) fn with(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.0.push((name.into(), value.to_string()));
        self
    }

    /// The encoded body.
    pub(super) fn encoded(&self) -> String {
        Serializer::new(String::new()).extend_pairs(&self.0).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_encoded() {
        let form = Form::default().with("metadata[payment]", "a b").with("amount", 500);
        assert_eq!(form.encoded(), "metadata%5Bpayment%5D=a+b&amount=500");
    }
}
