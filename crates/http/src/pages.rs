//! Pages of lists: opaque cursors, limits, and the link to the next page (RFC 8288).

use crate::fields::WholeNumber;
use crate::problem::Problem;
use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::FieldProblem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;

/// Items on a page where the request says nothing.
pub const DEFAULT_PAGE: i64 = 50;
/// Items on a page at most.
pub const MAX_PAGE: i64 = 200;

/// Which page a request asks for. `K` is what the list is sorted by, for example the last id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest<K> {
    /// The name of the list; a cursor of one list is refused by another.
    list: Cow<'static, str>,
    /// How many items, 1 to 200.
    pub limit: i64,
    /// The key of the last item of the page before; `None` for the first page.
    pub after: Option<K>,
}

impl<K: Serialize + DeserializeOwned> PageRequest<K> {
    /// Reads the parameters `limit` and `cursor`. `list` names the list, and whatever of its filters a cursor
    /// must not be carried over to.
    ///
    /// # Errors
    /// 422 for a limit out of range, 400 for a cursor that this list did not give.
    pub fn new(
        list: impl Into<Cow<'static, str>>,
        limit: Option<WholeNumber>,
        cursor: Option<&str>,
    ) -> Result<Self, Problem> {
        let list = list.into();
        let limit = limit.map_or(DEFAULT_PAGE, |limit| limit.0);
        if !(1..=MAX_PAGE).contains(&limit) {
            let error = FieldProblem::new("/limit", format!("must be from 1 to {MAX_PAGE}"));
            return Err(Problem::invalid(vec![error]));
        }
        let after = cursor.map(|cursor| {
            decode(&list, cursor)
                .ok_or_else(|| Problem::malformed_query("cursor", "is no cursor of this list"))
        });
        let after = after.transpose()?;
        Ok(Self { list, limit, after })
    }

    /// The cursor of the page that begins after this key.
    pub fn cursor(&self, key: &K) -> String {
        encode(&self.list, key)
    }

    /// How many rows to ask for: one more than are shown, which says whether there is a next page.
    #[must_use]
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }

    /// Makes the page of `rows`, of which there may be one more than are shown. `key` is the sort key of a row.
    pub fn page<R>(&self, mut rows: Vec<R>, key: impl Fn(&R) -> K) -> Page<R> {
        let shown = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let more = rows.len() > shown;
        rows.truncate(shown);
        let next = rows.last().filter(|_| more).map(|last| self.cursor(&key(last)));
        Page { items: rows, next }
    }
}

/// One page of a list: `{"items": [...], "next": "<cursor>" | null}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Page<R> {
    /// The items, in the list's order.
    pub items: Vec<R>,
    /// The cursor of the next page; null on the last one.
    pub next: Option<String>,
}

impl<R> Page<R> {
    /// The page with its items in another form.
    pub fn map<S>(self, change: impl FnMut(R) -> S) -> Page<S> {
        Page { items: self.items.into_iter().map(change).collect(), next: self.next }
    }
}

/// The value of `Link` for the page after this one: the same request with another cursor.
pub(crate) fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let given = url::form_urlencoded::parse(request.query_string().as_bytes());
    query.extend_pairs(given.filter(|(name, _)| name != "cursor"));
    query.append_pair("cursor", cursor);
    format!("<{}?{}>; rel=\"next\"", request.path(), query.finish())
}

/// Opaque to clients: they are promised nothing about what is inside.
fn encode<K: Serialize>(list: &str, key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(&(list, key)).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(list: &str, cursor: &str) -> Option<K> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let (of, key) = serde_json::from_slice::<(String, K)>(&bytes).ok()?;
    (of == list).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::ResponseError;

    fn ask(limit: Option<i64>, cursor: Option<&str>) -> Result<PageRequest<i64>, u16> {
        PageRequest::new("users", limit.map(WholeNumber), cursor)
            .map_err(|problem| problem.status_code().as_u16())
    }

    #[test]
    fn pages_follow_one_another_to_the_end() {
        let rows: Vec<i64> = (1..=7).collect();
        let (mut seen, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let request = ask(Some(3), cursor.as_deref()).expect("a page");
            let after = request.after.unwrap_or(0);
            let fetched = rows.iter().copied().filter(|id| *id > after);
            let fetched = fetched.take(usize::try_from(request.fetch()).expect("small")).collect();
            let page = request.page(fetched, |id| *id);
            assert!(page.items.len() <= 3);
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn a_full_last_page_has_no_next() {
        let page = ask(Some(2), None).expect("a page").page(vec![1, 2], |id| *id);
        assert_eq!(page, Page { items: vec![1, 2], next: None });
    }

    #[test]
    fn limits_and_cursors_are_checked() {
        assert_eq!(ask(None, None).map(|page| page.limit), Ok(50));
        assert_eq!(ask(Some(200), None).map(|page| page.limit), Ok(200));
        assert_eq!(ask(Some(0), None), Err(422));
        assert_eq!(ask(Some(201), None), Err(422));
        assert_eq!(ask(None, Some("nonsense")), Err(400));
        assert_eq!(ask(None, Some("")), Err(400));
        assert_eq!(ask(None, Some(&encode("companies", &3))), Err(400));
        assert_eq!(ask(None, Some(&encode("users", &"three"))), Err(400));
        assert_eq!(ask(None, Some(&encode("users", &3))).map(|page| page.after), Ok(Some(3)));
    }

    #[test]
    fn the_link_keeps_the_filters_and_replaces_the_cursor() {
        let uri = "/api/v1/users?limit=2&cursor=old&name=a%26b";
        let request = actix_web::test::TestRequest::with_uri(uri).to_http_request();
        assert_eq!(next_link(&request, "new"), "</api/v1/users?limit=2&name=a%26b&cursor=new>; rel=\"next\"");
    }
}
