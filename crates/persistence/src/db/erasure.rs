//! Documents that are kept for a while, by what they say: answers to clients, events for webhooks, and work that waits.

use super::connection::MultiBackend;
use super::fragments::Texts;
use diesel::RunQueryDsl;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{Array, BigInt, Binary, Text};
use diesel::sqlite::Sqlite;

/// Where documents are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shelf {
    /// Answers to callers of a company and of the platform. All are UTF-8.
    Answers,
    /// Events for a company's webhooks, with what receivers answered.
    Deliveries,
    /// Work in the background.
    Work,
}

/// The documents on a shelf that hold one of these texts, each with its company, the bytes of its key, and itself as a text. One
/// look over all of them, however many texts.
pub(crate) struct DocumentsWith {
    pub(crate) shelf: Shelf,
    pub(crate) company: i64,
    pub(crate) texts: Texts,
}

/// What stands before the company, before the texts, and behind them.
type Parts = [&'static str; 3];

impl DocumentsWith {
    fn on_postgres(&self) -> Parts {
        match self.shelf {
            Shelf::Answers => [
                "SELECT company_id, name, convert_from(body, 'UTF8') FROM idempotency_keys \
                 WHERE body IS NOT NULL AND company_id IN (0, ",
                ") AND EXISTS (SELECT 1 FROM unnest(",
                ") AS wanted (one) WHERE position(convert_to(one, 'UTF8') IN body) > 0)",
            ],
            Shelf::Deliveries => [
                "SELECT company_id, uuid_send(id), body FROM webhook_deliveries WHERE company_id = ",
                " AND EXISTS (SELECT 1 FROM unnest(",
                ") AS wanted (one) WHERE position(one IN body) > 0 OR position(one IN response) > 0)",
            ],
            // What jsonb prints has a space behind each colon, which what is looked for has not.
            Shelf::Work => [
                "SELECT company_id, uuid_send(id), said FROM (SELECT company_id, id, \
                 replace(payload::text, '\": \"', '\":\"') AS said FROM effects WHERE company_id = ",
                " OFFSET 0) AS work WHERE EXISTS (SELECT 1 FROM unnest(",
                ") AS wanted (one) WHERE position(one IN said) > 0)",
            ],
        }
    }

    fn on_sqlite(&self) -> Parts {
        match self.shelf {
            Shelf::Answers => [
                "SELECT company_id, name, CAST(body AS TEXT) FROM idempotency_keys \
                 WHERE body IS NOT NULL AND company_id IN (0, ",
                ") AND EXISTS (SELECT 1 FROM json_each(",
                ") WHERE instr(body, CAST(value AS BLOB)) > 0)",
            ],
            Shelf::Deliveries => [
                "SELECT company_id, id, body FROM webhook_deliveries WHERE company_id = ",
                " AND EXISTS (SELECT 1 FROM json_each(",
                ") WHERE instr(body, value) > 0 OR instr(response, value) > 0)",
            ],
            Shelf::Work => [
                "SELECT company_id, effects.id, json(payload) FROM effects WHERE company_id = ",
                " AND EXISTS (SELECT 1 FROM json_each(",
                ") WHERE instr(json(payload), value) > 0)",
            ],
        }
    }
}

impl QueryFragment<Pg> for DocumentsWith {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let [first, second, last] = self.on_postgres();
        pass.push_sql(first);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(second);
        pass.push_bind_param::<Array<Text>, Vec<String>>(&self.texts.list)?;
        pass.push_sql(last);
        Ok(())
    }
}

impl QueryFragment<Sqlite> for DocumentsWith {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        let [first, second, last] = self.on_sqlite();
        pass.push_sql(first);
        pass.push_bind_param::<BigInt, i64>(&self.company)?;
        pass.push_sql(second);
        pass.push_bind_param::<Text, String>(&self.texts.json)?;
        pass.push_sql(last);
        Ok(())
    }
}

impl QueryFragment<MultiBackend> for DocumentsWith {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        MultiBackend::walk_variant_ast(self, pass)
    }
}

/// Its text differs by shelf, so that it is told apart by that.
impl QueryId for DocumentsWith {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for DocumentsWith {
    type SqlType = (BigInt, Binary, Text);
}

impl<C> RunQueryDsl<C> for DocumentsWith {}
