//! Values that queries of the ledger bind on both databases.

use crate::db::types::{DbTimestamp, SqlTimestamp};
use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::BigInt;
use diesel::sqlite::Sqlite;

/// A database whose statements take these values.
pub(super) trait Bound: Backend {
    fn time<'b>(pass: &mut AstPass<'_, 'b, Self>, time: &'b DbTimestamp) -> QueryResult<()>;
    fn id<'b>(pass: &mut AstPass<'_, 'b, Self>, id: &'b i64) -> QueryResult<()>;
}

macro_rules! bound {
    ($backend:ty) => {
        impl Bound for $backend {
            fn time<'b>(pass: &mut AstPass<'_, 'b, Self>, time: &'b DbTimestamp) -> QueryResult<()> {
                pass.push_bind_param::<SqlTimestamp, DbTimestamp>(time)
            }
            fn id<'b>(pass: &mut AstPass<'_, 'b, Self>, id: &'b i64) -> QueryResult<()> {
                pass.push_bind_param::<BigInt, i64>(id)
            }
        }
    };
}

bound!(Pg);
bound!(Sqlite);
