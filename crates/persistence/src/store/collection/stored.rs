//! Binds a collection to its table.

/// Implements [`Collection`](super::Collection) for the details of one table. What it writes is typed statements alone; the
/// rules are functions of [`collection`](super).
///
/// ```ignore
/// collection! {
///     JobDetails "job", JobId(i64);
///     table: jobs as Values { title, title_key, active };
///     owner: none;
///     sort: Name by title_key (String);
///     search: title_key in search_jobs;
///     list: JobFilter, |query, request| {
///         if let Some(active) = request.filter.active {
///             query = query.filter(jobs::active.eq(active));
///         }
///     };
/// }
/// ```
///
/// - The id is `i64`, given by the database, or `Uuid`, made here.
/// - The braces list the columns of `Values`, in its order. `Values` derives `Queryable`, `Insertable`, `AsChangeset` and
///   implements [`Columns`](super::Columns). `keeps State as Kept { … }` after them: the columns that the product keeps
///   itself, in a struct that derives `Queryable`, `Insertable` and implements [`KeptColumns`](super::KeptColumns).
/// - `owner`: the column with the user whose a row is, where somebody may see or change what is their own alone, and where
///   requests name that user: `user_id at "/user_id"`. A new row belongs to that user's company. What belongs to a user
///   takes or gives their time, so that each write touches them in the ledger. `of_staff` where a row belongs to a member of
///   the staff by `staff_id`, or to everybody where that is null. Else `none`.
/// - `sort`: the columns of `Values` that lists go by beside `id` and `created_at`, and their Rust types.
/// - `search`: the one or two columns in which `q` looks, and for tables that grow large `in` the FTS5 table by which SQLite finds rare
///   texts; PostgreSQL has an index of the same columns. Absent where there is no `q`.
/// - `list`: the filter, and how it narrows the query. A third name between the bars, as in `|query, request, few|`, is a flag:
///   where it is set, the filter finds few, which are sorted once they are found.
/// - `company` at the end, for the two that are the directory's roots: `itself` for companies, which are their own; for
///   users the function that says in which company, if any, a new one is.
/// - `beside: own;` last, where the file implements [`Beside`](super::Beside) itself.
macro_rules! collection {
    (
        $details:ident $name:literal, $id:ident($raw:ident);
        table: $table:ident as $values:ident { $($column:ident),* $(,)? }
            $(keeps $kept_type:ident as $kept:ident { $($kept_column:ident),* $(,)? })?;
        owner: $owner:ident $(at $pointer:literal)?;
        sort: $($sort:ident by $sorted:ident ($sort_type:ty)),*;
        $(search: $($searched:ident),+ $(in $index:ident)?;)?
        list: $filter:ty, |$query:ident, $request:ident $(, $few:ident)?| $narrow:block;
        $(company: $company:ident;)?
        $(beside: $beside:ident;)?
    ) => {
        $crate::store::collection::collection!(
            @columns ($($company)?), $table, ($($column),*), $(($($kept_column),*))?
        );

        /// A row as [`columns`] selects it.
        pub(super) type StoredRow = $crate::store::collection::collection!(
            @row $id, ($crate::store::collection::collection!(@company_type $($company)?)), $values $(, $kept)?
        );

        impl $crate::store::collection::Collection for $details {
            const NAME: &'static str = $name;
            const OWNED: bool = $crate::store::collection::collection!(@owned $owner);
            type Id = $id;
            type Kept = $crate::store::collection::collection!(@kept $($kept_type)?);
            type Company = $crate::store::collection::collection!(@company_type $($company)?);
            type Filter = $filter;

            fn list(
                scope: &mut $crate::Scope<'_>,
                $request: &$crate::store::collection::ListRequest<Self>,
            ) -> $crate::store::Result<$crate::store::collection::Listed<Self>> {
                use $crate::store::collection::{self as shared, SortKey};
                #[allow(unused_mut, reason = "not every list can be narrowed")]
                let mut $query = $table::table.select(columns()).into_boxed();
                #[allow(unused_mut, reason = "not every filter finds few")]
                let mut are_few = false;
                $(let $few = &mut are_few;)?
                $narrow
                $(if let Some(text) = &$request.search {
                    $query = $query.filter(shared::collection!(@holds text, $table, $($searched),+));
                    $(if let Some(ids) = shared::few(scope, stringify!($index), text)? {
                        $query = $query.filter($crate::db::fragments::id_in($table::id, &ids));
                        are_few = true;
                    })?
                })?
                let id = $crate::db::loose::loose($table::id, are_few);
                let query = shared::collection!(@reached scope, $query, $table, $owner, ($($company)?));
                let descending = $request.sort.descending;
                let query = match $request.sort.key {
                    SortKey::CreatedAt => {
                        let column = $crate::db::loose::loose($table::created_at, are_few);
                        let after = shared::after::<$crate::db::types::DbTimestamp, _, _>($request);
                        shared::by_pair(query, (column, id), descending, after)
                    }
                    $(SortKey::$sort => {
                        let column = $crate::db::loose::loose($table::$sorted, are_few);
                        let after = shared::after::<$sort_type, _, _>($request);
                        shared::by_pair(query, (column, id), descending, after)
                    })*
                    _ => {
                        let after = $request.after.as_ref().map(|position| shared::Key::column(position.id.0));
                        shared::by_id(query, id, descending, after)
                    }
                };
                let rows: Vec<StoredRow> = query.limit($request.rows()).load(scope.connection())?;
                shared::listed(scope, rows, $request, |_values, key| match key {
                    $(SortKey::$sort => shared::SortColumn::value(&_values.$sorted),)*
                    _ => shared::SortValue::Id,
                })
            }

            fn get(
                scope: &mut $crate::Scope<'_>,
                id: $id,
            ) -> $crate::store::Result<$crate::store::collection::Stored<Self>> {
                use $crate::store::collection as shared;
                let key = shared::Key::column(id.0);
                let query = $table::table.select(columns()).filter($table::id.eq(key)).into_boxed();
                let query = shared::collection!(@reached scope, query, $table, $owner, ($($company)?));
                let row: Option<StoredRow> = query.first(scope.connection()).optional()?;
                shared::found(scope, row)
            }

            fn by_ids(
                scope: &mut $crate::Scope<'_>,
                ids: &[$id],
            ) -> $crate::store::Result<Vec<$crate::store::collection::Stored<Self>>> {
                use $crate::store::collection as shared;
                if ids.is_empty() {
                    return Ok(Vec::new());
                }
                let ids = ids.iter().map(|id| id.0).collect();
                let one_of = shared::collection!(@one_of $raw, $table::id, &ids);
                let query = $table::table.select(columns()).filter(one_of).order($table::id).into_boxed();
                let query = shared::collection!(@reached scope, query, $table, $owner, ($($company)?));
                let rows: Vec<StoredRow> = query.load(scope.connection())?;
                shared::all(scope, rows)
            }

            fn insert(
                scope: &mut $crate::Scope<'_>,
                details: &Self,
                now: scheduling_core::time::Timestamp,
            ) -> $crate::store::Result<$crate::store::collection::Stored<Self>> {
                use $crate::store::collection as shared;
                let values = <$values as shared::Columns>::of(&*shared::stored(scope, details)?)?;
                let company = shared::collection!(
                    @home scope, details, values, ($owner $(, $pointer)?), ($($company)?)
                );
                let at = $crate::db::types::DbTimestamp::from(now);
                let row: StoredRow = diesel::insert_into($table::table)
                    .values(shared::collection!(
                        @new $raw, $table, company, now, ($($company)?),
                        (
                            values,
                            $(<$kept as shared::KeptColumns>::of(details, now),)?
                            ($table::version.eq(1), $table::created_at.eq(at), $table::updated_at.eq(at)),
                        )
                    ))
                    .returning(columns())
                    .get_result(scope.connection())?;
                let new = shared::written(scope, None, details, row, now)?;
                shared::collection!(@touch scope, new, $owner);
                Ok(new)
            }

            fn update(
                scope: &mut $crate::Scope<'_>,
                before: &$crate::store::collection::Stored<Self>,
                details: &Self,
                now: scheduling_core::time::Timestamp,
            ) -> $crate::store::Result<$crate::store::collection::Stored<Self>> {
                use $crate::store::collection as shared;
                let values = <$values as shared::Columns>::of(&*shared::stored(scope, details)?)?;
                let read = before.metadata.version;
                let row: QueryResult<StoredRow> =
                    diesel::update(shared::collection!(@this $raw, $table, before))
                        .filter($table::version.eq(read))
                        .set((
                            values,
                            $(<$kept as shared::KeptColumns>::change(before, details, now),)?
                            $table::version.eq(read + 1),
                            $table::updated_at.eq($crate::db::types::DbTimestamp::from(now)),
                        ))
                        .returning(columns())
                        .get_result(scope.connection());
                let row = shared::updated::<Self, _>(row)?;
                let after = shared::written(scope, Some(before), details, row, now)?;
                shared::collection!(@touch scope, after, $owner);
                Ok(after)
            }

            fn delete(
                scope: &mut $crate::Scope<'_>,
                record: &$crate::store::collection::Stored<Self>,
                now: scheduling_core::time::Timestamp,
            ) -> $crate::store::Result<()> {
                use $crate::store::collection as shared;
                shared::deleted::<Self>(scope, record, now, |scope| {
                    diesel::delete(shared::collection!(@this $raw, $table, record))
                        .filter($table::version.eq(record.metadata.version))
                        .execute(scope.connection())
                })?;
                shared::collection!(@touch scope, record, $owner);
                Ok(())
            }
        }

        $crate::store::collection::collection!(@beside $details $($beside)?);
    };
    (@columns (itself), $($rest:tt)*) => {
        $crate::store::collection::collection!(@columns_of id, $($rest)*);
    };
    (@columns ($($of:ident)?), $($rest:tt)*) => {
        $crate::store::collection::collection!(@columns_of company_id, $($rest)*);
    };
    (@columns_of $company:ident, $table:ident, ($($column:ident),*), $(($($kept:ident),*))?) => {
        /// The columns of a [`StoredRow`].
        #[diesel::dsl::auto_type(no_type_alias)]
        pub(super) fn columns() -> _ {
            (
                ($table::id, $table::$company),
                ($($table::$column,)*),
                $(($($table::$kept,)*),)?
                ($table::version, $table::created_at, $table::updated_at),
            )
        }
    };
    (@holds $text:ident, $table:ident, $column:ident) => {
        $crate::store::collection::contains($table::$column, $text)
    };
    (@holds $text:ident, $table:ident, $one:ident, $other:ident) => {
        $crate::store::collection::either_contains($table::$one, $table::$other, $text)
    };
    (@beside $details:ident) => { impl $crate::store::collection::Beside for $details {} };
    (@beside $details:ident own) => {};
    (@row $id:ident, ($company:ty), $values:ident) => {
        $crate::store::collection::Row<$id, $company, $values>
    };
    (@row $id:ident, ($company:ty), $values:ident, $kept:ident) => {
        $crate::store::collection::KeptRow<$id, $company, $values, $kept>
    };
    (@kept) => { () };
    (@kept $kept:ident) => { $kept };
    (@company_column $table:ident) => { $table::company_id };
    (@company_column $table:ident itself) => { $table::id };
    (@company_column $table:ident $of:ident) => { $table::company_id };
    (@company_type) => { domain::CompanyId };
    (@company_type itself) => { domain::CompanyId };
    (@company_type $of:ident) => { Option<domain::CompanyId> };
    (@one_of i64, $id:expr, $ids:expr) => { $crate::db::fragments::id_in($id, $ids) };
    (@one_of Uuid, $id:expr, $ids:expr) => { $crate::db::fragments::uuid_in($id, $ids) };
    (@owned none) => { false };
    (@owned of_staff) => { false };
    (@owned $owner:ident) => { true };
    (@reached $scope:ident, $query:ident, $table:ident, none, ($($company:ident)?)) => {{
        let company = $crate::store::collection::collection!(@company_column $table $($company)?);
        $crate::store::collection::reached($scope, company, $query)
    }};
    (@reached $scope:ident, $query:ident, $table:ident, of_staff, ()) => {{
        let query = $crate::store::collection::reached($scope, $table::company_id, $query);
        match $scope.sees().only() {
            Some(user) => {
                let own = $crate::schema::staff::table
                    .filter($crate::schema::staff::company_id.eq($table::company_id))
                    .filter($crate::schema::staff::user_id.eq(user.0))
                    .select($crate::schema::staff::id.nullable());
                let staff = || $table::staff_id.nullable();
                query.filter(staff().is_null().or(staff().eq_any(own)))
            }
            None => query,
        }
    }};
    (@reached $scope:ident, $query:ident, $table:ident, $owner:ident, ()) => {{
        let query = $crate::store::collection::reached($scope, $table::company_id, $query);
        $crate::store::collection::shown($scope, $table::$owner, query)
    }};
    (@home $scope:ident, $details:ident, $values:ident, (none), ()) => { $scope.home()? };
    (@home $scope:ident, $details:ident, $values:ident, (of_staff), ()) => { $scope.home()? };
    (@home $scope:ident, $details:ident, $values:ident, (none), (itself)) => {
        $crate::store::collection::platform::<Self>($scope)?
    };
    (@home $scope:ident, $details:ident, $values:ident, (none), ($of:ident)) => { $of($scope, $details)? };
    (@home $scope:ident, $details:ident, $values:ident, ($owner:ident, $pointer:literal), ()) => {
        $crate::store::owners::company($scope, domain::UserId($values.$owner), $pointer)?
    };
    (@new i64, $table:ident, $company:ident, $now:ident, (), $values:expr) => {
        ($table::company_id.eq($company.0), $values)
    };
    (@new Uuid, $table:ident, $company:ident, $now:ident, (), $values:expr) => {
        (
            $table::id.eq($crate::db::types::DbUuid($crate::store::uuid_at($now))),
            $table::company_id.eq($company.0),
            $values,
        )
    };
    (@new i64, $table:ident, $company:ident, $now:ident, (itself), $values:expr) => {{
        let () = $company;
        $values
    }};
    (@new i64, $table:ident, $company:ident, $now:ident, ($of:ident), $values:expr) => {
        ($table::company_id.eq($company.map(|company| company.0)), $values)
    };
    (@this i64, $table:ident, $record:ident) => { $table::table.filter($table::id.eq($record.id.0)) };
    (@this Uuid, $table:ident, $record:ident) => {
        $table::table
            .filter($table::company_id.eq($record.company.0))
            .filter($table::id.eq($crate::db::types::DbUuid($record.id.0)))
    };
    (@touch $scope:ident, $record:ident, none) => {};
    (@touch $scope:ident, $record:ident, of_staff) => {
        $crate::store::shop::touch::work_changed($scope, $record.company, &$record.details)?
    };
    (@touch $scope:ident, $record:ident, $owner:ident) => {
        $crate::store::owners::touch($scope, $record.company, $record.details.user)?
    };
}
pub(crate) use collection;
