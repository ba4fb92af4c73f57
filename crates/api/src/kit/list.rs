//! Query strings of lists: the company, the page, and what a collection declares of its own.

use crate::kit::company_param::{ListQuery, Place};
use crate::kit::granted::NamesCompany;
use domain::RecordId;
use domain::text::is_storable;
use http_kit::{Checks, Page, PageRequest, Problem, Query, wire_enum};
use persistence::store::collection::{
    Collection, ListRequest, Listed, Position, SearchText, Sort, SortKey, SortValue, Stored,
};
use scheduling_core::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use url::form_urlencoded;
use uuid::Uuid;

/// Characters of `q`, at most.
const MAX_SEARCH: usize = 200;
/// The parameters that all lists have.
const SHARED: [&str; 3] = ["company_id", "limit", "cursor"];

/// What a list takes beside company, limit and cursor, as a struct of its parameters.
pub(crate) trait ListParams: DeserializeOwned {
    type Details: Collection;

    /// Notes what does not go together: a parameter that says nothing by itself is not passed over in silence.
    fn check(&self, _checks: &mut Checks) {}

    /// What they mean.
    fn narrow(self) -> Narrow<Self::Details>;
}

/// The part of a list that a request asks for.
pub(crate) struct Narrow<D: Collection> {
    pub(crate) filter: D::Filter,
    /// A literal part of name, title or e-mail, in any case.
    pub(crate) q: Option<String>,
    pub(crate) sort: Sort,
}

impl<D: Collection> Narrow<D> {
    pub(crate) fn new(filter: D::Filter, q: Option<String>, sort: Option<impl Into<Sort>>) -> Self {
        Self { filter, q, sort: sort.map(Into::into).unwrap_or_default() }
    }
}

macro_rules! sort_params {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident $descending:ident $text:literal $minus:literal $key:ident),* })*) => { $(
        wire_enum! {
            $(#[$doc])*
            pub(crate) enum $name { $($variant = $text, $descending = $minus),* }
        }

        impl From<$name> for Sort {
            fn from(name: $name) -> Self {
                match name {
                    $($name::$variant => Self { key: SortKey::$key, descending: false },)*
                    $($name::$descending => Self { key: SortKey::$key, descending: true },)*
                }
            }
        }
    )* };
}

sort_params! {
    /// The order of a list of what has a name or a title; `-` turns it around.
    SortByName {
        Id IdDown "id" "-id" Id,
        CreatedAt CreatedAtDown "created_at" "-created_at" CreatedAt,
        Name NameDown "name" "-name" Name
    }
    /// The order of a list of what happens in time; `-` turns it around.
    SortByStart {
        Id IdDown "id" "-id" Id,
        CreatedAt CreatedAtDown "created_at" "-created_at" CreatedAt,
        Start StartDown "start" "-start" Start
    }
    /// The order of a list; `-` turns it around.
    SortById {
        Id IdDown "id" "-id" Id,
        CreatedAt CreatedAtDown "created_at" "-created_at" CreatedAt
    }
}

/// The query string of a list.
pub(crate) struct ListOf<Q: ListParams> {
    shared: ListQuery,
    pub(crate) request: ListRequest<Q::Details>,
    page: PageRequest<Cursor>,
}

/// What is inside a cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cursor(Value, Value);

/// The plain value of an id as it is in cursors.
pub(crate) trait CursorKey: Sized {
    fn json(self) -> Value;

    fn read(json: &Value) -> Option<Self>;
}

impl CursorKey for i64 {
    fn json(self) -> Value {
        self.into()
    }

    fn read(json: &Value) -> Option<Self> {
        json.as_i64()
    }
}

impl CursorKey for Uuid {
    fn json(self) -> Value {
        self.to_string().into()
    }

    fn read(json: &Value) -> Option<Self> {
        json.as_str()?.parse().ok()
    }
}

impl Cursor {
    pub(super) fn new<Id: RecordId<Raw: CursorKey>>(position: &Position<Id>) -> Self {
        let value = match &position.value {
            SortValue::Id => Value::Null,
            SortValue::Time(time) => time.unix().into(),
            SortValue::Text(text) => text.as_str().into(),
        };
        Self(value, position.id.raw().json())
    }

    pub(super) fn position<Id: RecordId<Raw: CursorKey>>(&self, key: SortKey) -> Option<Position<Id>> {
        let value = match key {
            SortKey::Id => SortValue::Id,
            SortKey::Name => SortValue::Text(self.0.as_str().filter(|text| is_storable(text))?.to_owned()),
            // Among what has no start, which comes after all that has one.
            SortKey::Start if self.0.is_null() => SortValue::Id,
            // Of what is in no collection the id says when it was made.
            SortKey::CreatedAt if self.0.is_null() => SortValue::Id,
            SortKey::CreatedAt | SortKey::Start => {
                SortValue::Time(Timestamp::saturating_from_unix(self.0.as_i64()?))
            }
        };
        Some(Position { value, id: Id::from_raw(Id::Raw::read(&self.1)?) })
    }
}

impl<Q> NamesCompany for ListOf<Q>
where
    Q: ListParams<Details: Collection<Id: RecordId<Raw: CursorKey>>>,
{
    fn read(text: &str) -> Result<Self, Problem> {
        let (shared, own) = Query::<ListQuery>::parse_apart::<Q>(text, &SHARED)?;
        let mut checks = Checks::new();
        own.check(&mut checks);
        let narrow = own.narrow();
        let search = narrow.q.and_then(|text| checks.literal("/q", &text, 1..=MAX_SEARCH));
        checks.finish()?;
        // A cursor is of one list, with its filters and its order.
        let list = format!("{} {}", Q::Details::NAME, asked(text));
        let page = PageRequest::<Cursor>::new(list, shared.limit(), shared.cursor())?;
        let after = page.after.as_ref().map(|cursor| {
            let position = cursor.position(narrow.sort.key);
            position.ok_or_else(|| Problem::malformed_query("cursor", "is no cursor of this list"))
        });
        let request = ListRequest {
            filter: narrow.filter,
            search: search.as_deref().map(SearchText::new),
            sort: narrow.sort,
            after: after.transpose()?,
            limit: usize::try_from(page.limit).unwrap_or_default(),
        };
        Ok(Self { shared, request, page })
    }

    fn place(&self) -> Place {
        self.shared.place()
    }
}

impl<Q> ListOf<Q>
where
    Q: ListParams<Details: Collection<Id: RecordId<Raw: CursorKey>>>,
{
    /// The page that was read, with its items as they go out.
    pub(crate) fn page<Out>(&self, listed: Listed<Q::Details>) -> Page<Out>
    where
        Out: From<Stored<Q::Details>>,
    {
        let next = listed.next.as_ref().map(|position| self.page.cursor(&Cursor::new(position)));
        Page { items: listed.records.into_iter().map(Out::from).collect(), next }
    }
}

/// What a query string asks for, whatever the page: its other parameters, decoded, in one order.
fn asked(text: &str) -> String {
    let mut pairs: Vec<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(text.as_bytes())
        .filter(|(name, value)| !value.is_empty() && name != "cursor" && name != "limit")
        .collect();
    pairs.sort_unstable();
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_the_same_in_any_order_and_on_any_page() {
        let check = |one: &str, other: &str| assert_eq!(asked(one), asked(other), "{one} and {other}");
        check("q=a&active=true&limit=3", "active=true&q=a&cursor=x");
        check("", "limit=3&sort=");
        check("q=no%201&from=2027-01-01T00:00:00Z", "from=2027-01-01T00%3a00%3A00Z&q=no+1");
        assert_ne!(asked("q=a"), asked("q=b"));
    }
}
