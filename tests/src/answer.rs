//! What the server said.

use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::ops::Index;

/// An answer, read to its end. `answer["field"]` is a field of its JSON body.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body as JSON; `null` where it is none.
    pub body: Value,
    /// The body as it was sent.
    pub text: String,
}

impl Answer {
    pub(crate) async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a whole body in UTF-8");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, body, text }
    }

    /// A header as text; empty where it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The `id` of the body, for objects with an integer.
    ///
    /// # Panics
    /// Where it has none.
    #[must_use]
    pub fn id(&self) -> i64 {
        self.body["id"].as_i64().unwrap_or_else(|| panic!("an answer without an integer id: {self:?}"))
    }

    /// The pointers of a problem's `errors`, in their order.
    #[must_use]
    pub fn pointers(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.filter_map(|error| error["pointer"].as_str()).collect()
    }
}

impl Index<&str> for Answer {
    type Output = Value;

    /// `null` where there is no such field.
    fn index(&self, field: &str) -> &Value {
        &self.body[field]
    }
}

/// Checks that an answer is a whole problem (RFC 9457) of that status and slug, which blames these values and no
/// others. `case` says which case it is.
///
/// # Panics
/// Where it is not.
pub fn check_problem(case: &str, answer: &Answer, status: u16, slug: &str, pointers: &[&str]) {
    let seen = (answer.status, answer["type"].as_str().unwrap_or_default());
    assert_eq!(seen, (status, format!("/problems/{slug}").as_str()), "{case}: {}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json", "{case}");
    assert_eq!(answer["status"], status, "{case}: {}", answer.text);
    assert_eq!(answer["instance"], answer.header("x-request-id"), "{case}");
    for member in ["title", "detail"] {
        assert!(answer[member].as_str().is_some_and(|text| !text.is_empty()), "{case}: {}", answer.text);
    }
    assert_eq!(answer.pointers(), pointers, "{case}: {}", answer.text);
}
