//! "Is one of these" as one bound value.
//!
//! diesel writes a list as so many placeholders on the multi connection: another statement for each length, none of
//! them kept prepared, and a limit on their number. Bound as one array (PostgreSQL) or one JSON text (SQLite), a list
//! of any length is the same prepared statement.

use super::connection::MultiBackend;
use super::types::{DbUuid, SqlUuid};
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Text};
use diesel::sqlite::Sqlite;

/// Integers in both bound forms.
#[derive(Debug, Clone)]
pub(crate) struct Ids {
    pub(crate) list: Vec<i64>,
    pub(crate) json: String,
}

impl FromIterator<i64> for Ids {
    fn from_iter<I: IntoIterator<Item = i64>>(ids: I) -> Self {
        let list: Vec<i64> = ids.into_iter().collect();
        let json = serde_json::Value::from(list.as_slice()).to_string();
        Self { list, json }
    }
}

/// Texts in both bound forms.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    pub(crate) list: Vec<String>,
    pub(crate) json: String,
}

impl FromIterator<String> for Texts {
    fn from_iter<I: IntoIterator<Item = String>>(texts: I) -> Self {
        let list: Vec<String> = texts.into_iter().collect();
        let json = serde_json::Value::from(list.as_slice()).to_string();
        Self { list, json }
    }
}

/// UUIDs in both bound forms.
#[derive(Debug, Clone)]
pub(crate) struct Uuids {
    pub(crate) list: Vec<DbUuid>,
    /// In hexadecimal digits.
    pub(crate) json: String,
}

impl FromIterator<uuid::Uuid> for Uuids {
    fn from_iter<I: IntoIterator<Item = uuid::Uuid>>(ids: I) -> Self {
        let list: Vec<DbUuid> = ids.into_iter().map(DbUuid).collect();
        let digits: Vec<String> = list.iter().map(|id| id.0.simple().to_string()).collect();
        Self { list, json: serde_json::Value::from(digits).to_string() }
    }
}

/// Bytes in both bound forms.
#[derive(Debug, Clone)]
pub(crate) struct Blobs {
    pub(crate) list: Vec<Vec<u8>>,
    /// In hexadecimal digits.
    pub(crate) json: String,
}

impl<'b> FromIterator<&'b [u8]> for Blobs {
    fn from_iter<I: IntoIterator<Item = &'b [u8]>>(blobs: I) -> Self {
        let list: Vec<Vec<u8>> = blobs.into_iter().map(<[u8]>::to_vec).collect();
        let digits = |blob: &Vec<u8>| blob.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let digits: Vec<String> = list.iter().map(digits).collect();
        Self { list, json: serde_json::Value::from(digits).to_string() }
    }
}

macro_rules! one_of {
    (
        $(#[$doc:meta])*
        $function:ident, $name:ident, $values:ident, $sql:ty, $rust:ty, $value:literal
    ) => {
        #[derive(Debug, Clone, QueryId, ValidGrouping)]
        pub(crate) struct $name<C> {
            column: C,
            values: Values<$values>,
        }

        $(#[$doc])*
        pub(crate) fn $function<C>(column: C, values: &$values) -> $name<C> {
            $name { column, values: Values(values.clone()) }
        }

        impl<C: Expression> Expression for $name<C> {
            type SqlType = Bool;
        }
        impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for $name<C> {}
        impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for $name<C> {}

        impl<C: QueryFragment<Pg>> QueryFragment<Pg> for $name<C> {
            fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
                self.column.walk_ast(pass.reborrow())?;
                pass.push_sql(" = ANY(");
                pass.push_bind_param::<Array<$sql>, Vec<$rust>>(&self.values.0.list)?;
                pass.push_sql(")");
                Ok(())
            }
        }

        impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for $name<C> {
            fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
                self.column.walk_ast(pass.reborrow())?;
                pass.push_sql(concat!(" IN (SELECT ", $value, " FROM json_each("));
                pass.push_bind_param::<Text, String>(&self.values.0.json)?;
                pass.push_sql("))");
                Ok(())
            }
        }

        impl<C> QueryFragment<MultiBackend> for $name<C>
        where
            C: QueryFragment<Pg> + QueryFragment<Sqlite>,
        {
            fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
                MultiBackend::walk_variant_ast(self, pass)
            }
        }
    };
}

/// Bound values: they say nothing about the statement's shape.
#[derive(Debug, Clone)]
pub(crate) struct Values<V>(V);

impl<V: 'static> QueryId for Values<V> {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl<V, G> ValidGrouping<G> for Values<V> {
    type IsAggregate = diesel::expression::is_aggregate::Never;
}

one_of!(
    /// The rows whose integer column is one of `values`.
    id_in, IdIn, Ids, BigInt, i64, "value"
);
one_of!(
    /// The rows whose text column is one of `values`.
    text_in, TextIn, Texts, Text, String, "value"
);
one_of!(
    /// The rows whose bytes are one of `values`.
    blob_in, BlobIn, Blobs, Binary, Vec<u8>, "unhex(value)"
);
one_of!(
    /// The rows whose UUID is one of `values`.
    uuid_in, UuidIn, Uuids, SqlUuid, DbUuid, "unhex(value)"
);
