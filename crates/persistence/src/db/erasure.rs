//! Takes a text out of what was kept of answers and deliveries, without reading it.

use super::connection::MultiBackend;
use super::statements::statement;
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::Sqlite;

/// Puts another text in the place of this one in the answers to callers of a company and of the platform. All are UTF-8.
pub(crate) struct WipeAnswers {
    pub(crate) company: i64,
    pub(crate) text: String,
    pub(crate) instead: String,
}

statement!(WipeAnswers);

impl QueryFragment<Pg> for WipeAnswers {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("UPDATE idempotency_keys SET body = convert_to(replace(convert_from(body, 'UTF8'), ");
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.instead)?;
        pass.push_sql("), 'UTF8') WHERE company_id IN (0, ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(") AND position(convert_to(");
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(", 'UTF8') IN body) > 0");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for WipeAnswers {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("UPDATE idempotency_keys SET body = CAST(replace(CAST(body AS TEXT), ");
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.instead)?;
        pass.push_sql(") AS BLOB) WHERE company_id IN (0, ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(") AND instr(body, CAST(");
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(" AS BLOB)) > 0");
        Ok(())
    }
}

/// The same in the events for a company's webhooks. What receivers answered to these goes whole.
pub(crate) struct WipeDeliveries {
    pub(crate) company: i64,
    pub(crate) text: String,
    pub(crate) instead: String,
}

statement!(WipeDeliveries);

const WIPE: &str = "UPDATE webhook_deliveries SET response = NULL, body = replace(body, ";

impl QueryFragment<Pg> for WipeDeliveries {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql(WIPE);
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.instead)?;
        pass.push_sql(") WHERE company_id = ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        for (before, column) in [(" AND (position(", "body"), (" OR position(", "response")] {
            pass.push_sql(before);
            pass.push_bind_param::<Text, String>(&self.text)?;
            pass.push_sql(" IN ");
            pass.push_sql(column);
            pass.push_sql(") > 0");
        }
        pass.push_sql(")");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for WipeDeliveries {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql(WIPE);
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(", ");
        pass.push_bind_param::<Text, String>(&self.instead)?;
        pass.push_sql(") WHERE company_id = ");
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        for before in [" AND (instr(body, ", " OR instr(response, "] {
            pass.push_sql(before);
            pass.push_bind_param::<Text, String>(&self.text)?;
            pass.push_sql(") > 0");
        }
        pass.push_sql(")");
        Ok(())
    }
}
