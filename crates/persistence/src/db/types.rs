//! The column types that the two databases hold differently, each bound to one Rust type.
//!
//! | here | PostgreSQL | SQLite |
//! | --- | --- | --- |
//! | [`SqlUuid`], [`DbUuid`] | `uuid` | 16 bytes |
//! | [`SqlTimestamp`], [`DbTimestamp`] | `timestamptz` | integer microseconds since 1970 |
//! | `Jsonb`, `serde_json::Value` | `jsonb` | SQLite's binary JSON |
//!
//! Outside this crate a time is an [`Timestamp`] of whole seconds, an id a newtype of `domain`.

use super::DbError;
use super::connection::MultiBackend;
use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{self, HasSqlType, Jsonb, SqlType};
use diesel::sqlite::Sqlite;
use scheduling_core::time::{Interval, Timestamp};

/// The SQL type of an id that is a UUID.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Binary"))]
pub struct SqlUuid;

/// The SQL type of an instant.
#[derive(Debug, Clone, Copy, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Long"))]
pub struct SqlTimestamp;

impl sql_types::SqlOrd for SqlTimestamp {}

/// A stored UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SqlUuid)]
pub struct DbUuid(pub uuid::Uuid);

/// A stored instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SqlTimestamp)]
pub struct DbTimestamp(pub DateTime<Utc>);

impl From<Timestamp> for DbTimestamp {
    /// Never fails: chrono reaches far beyond the years 1 to 9999.
    fn from(instant: Timestamp) -> Self {
        Self(DateTime::from_timestamp(instant.unix(), 0).unwrap_or(DateTime::<Utc>::UNIX_EPOCH))
    }
}

impl DbTimestamp {
    /// The instant, whole seconds; what is finer can't have been written by this crate and is cut off.
    pub(crate) fn instant(self) -> Timestamp {
        Timestamp::saturating_from_unix(self.0.timestamp())
    }
}

/// A stored pair of times as an interval.
pub(crate) fn interval(start: DbTimestamp, end: DbTimestamp) -> Result<Interval, DbError> {
    Interval::new(start.instant(), end.instant()).map_err(|_| DbError::corrupt("ends_at", end.0))
}

/// Makes a type known to the multi backend, which hands values on to the backend behind it.
macro_rules! through_multi {
    ($sql:ty, $rust:ty, $tag:expr) => {
        impl HasSqlType<$sql> for MultiBackend {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                MultiBackend::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl FromSql<$sql, MultiBackend> for $rust {
            fn from_sql(bytes: <MultiBackend as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                bytes.from_sql::<$rust, $sql>()
            }
        }

        impl ToSql<$sql, MultiBackend> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, MultiBackend>) -> serialize::Result {
                out.set_value(($tag, self));
                Ok(IsNull::No)
            }
        }
    };
}

through_multi!(SqlUuid, DbUuid, SqlUuid);
through_multi!(SqlTimestamp, DbTimestamp, SqlTimestamp);
through_multi!(Jsonb, serde_json::Value, Jsonb);

/// Reads and writes a newtype as what is inside it.
macro_rules! as_inner_on_postgres {
    ($sql:ty, $rust:ty, $inner:ty, $inner_sql:ty) => {
        impl FromSql<$sql, Pg> for $rust {
            fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                <$inner as FromSql<$inner_sql, Pg>>::from_sql(bytes).map(Self)
            }
        }

        impl ToSql<$sql, Pg> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <$inner as ToSql<$inner_sql, Pg>>::to_sql(&self.0, out)
            }
        }
    };
}

as_inner_on_postgres!(SqlUuid, DbUuid, uuid::Uuid, sql_types::Uuid);
as_inner_on_postgres!(SqlTimestamp, DbTimestamp, DateTime<Utc>, sql_types::Timestamptz);

impl FromSql<SqlUuid, Sqlite> for DbUuid {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<sql_types::Binary, Sqlite>>::from_sql(bytes)?;
        Ok(Self(uuid::Uuid::from_slice(&bytes)?))
    }
}

impl ToSql<SqlUuid, Sqlite> for DbUuid {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<SqlTimestamp, Sqlite> for DbTimestamp {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let micros = <i64 as FromSql<sql_types::BigInt, Sqlite>>::from_sql(bytes)?;
        DateTime::from_timestamp_micros(micros).map(Self).ok_or_else(|| "timestamp out of range".into())
    }
}

impl ToSql<SqlTimestamp, Sqlite> for DbTimestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.timestamp_micros());
        Ok(IsNull::No)
    }
}
