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
///     list: JobFilter, |query, request| {
///         if let Some(active) = request.filter.active {
///             query = query.filter(jobs::active.eq(active));
///         }
///         if let Some(text) = &request.search {
///             query = query.filter(contains(jobs::title_key, text));
///         }
///     };
/// }
/// ```
///
/// - The id is `i64`, given by the database, or `Uuid`, made here.
/// - The braces list the columns of `Values`, in its order. `Values` derives `Queryable`, `Insertable`, `AsChangeset` and
///   implements [`Columns`](super::Columns).
/// - `owner`: the column with the user whose a row is, where somebody may see or change what is their own alone, and where
///   requests name that user: `user_id at "/user_id"`. A new row belongs to that user's company. Else `none`.
/// - `sort`: the columns of `Values` that lists go by beside `id` and `created_at`, and their Rust types.
macro_rules! collection {
    (
        $details:ident $name:literal, $id:ident($raw:ident);
        table: $table:ident as $values:ident { $($column:ident),* $(,)? };
        owner: $owner:ident $(at $pointer:literal)?;
        sort: $($sort:ident by $sorted:ident ($sort_type:ty)),*;
        list: $filter:ty, |$query:ident, $request:ident| $narrow:block;
    ) => {
        #[diesel::dsl::auto_type(no_type_alias)]
        fn columns() -> _ {
            (
                ($table::id, $table::company_id),
                ($($table::$column,)*),
                ($table::version, $table::created_at, $table::updated_at),
            )
        }

        type StoredRow = $crate::store::collection::Row<$crate::store::collection::collection!(@raw $raw), $values>;

        impl $crate::store::collection::Collection for $details {
            const NAME: &'static str = $name;
            const OWNED: bool = $crate::store::collection::collection!(@owned $owner);
            type Id = $id;
            type Filter = $filter;

            fn list(
                scope: &mut $crate::Scope<'_>,
                $request: &$crate::store::collection::ListRequest<Self>,
            ) -> $crate::store::Result<$crate::store::collection::Listed<Self>> {
                use $crate::store::collection::{self as shared, SortKey};
                #[allow(unused_mut, reason = "not every list can be narrowed")]
                let mut $query = $table::table.select(columns()).into_boxed();
                $narrow
                let query = shared::collection!(@reached scope, $query, $table, $owner);
                let descending = $request.sort.descending;
                let query = match $request.sort.key {
                    SortKey::CreatedAt => {
                        let after = shared::after::<$crate::db::types::DbTimestamp, _, _>($request);
                        shared::by_pair(query, ($table::created_at, $table::id), descending, after)
                    }
                    $(SortKey::$sort => {
                        let after = shared::after::<$sort_type, _, _>($request);
                        shared::by_pair(query, ($table::$sorted, $table::id), descending, after)
                    })*
                    _ => shared::by_id(query, $table::id, $request),
                };
                let rows: Vec<StoredRow> = query.limit($request.rows()).load(scope.connection())?;
                shared::listed(rows, $request, |_values, key| match key {
                    $(SortKey::$sort => shared::SortColumn::value(&_values.$sorted),)*
                    _ => shared::SortValue::Id,
                })
            }

            fn get(scope: &mut $crate::Scope<'_>, id: $id) -> $crate::store::Result<domain::Record<$id, Self>> {
                use $crate::store::collection as shared;
                let key = shared::Key::column(id.0);
                let query = $table::table.select(columns()).filter($table::id.eq(key)).into_boxed();
                let query = shared::collection!(@reached scope, query, $table, $owner);
                let row: Option<StoredRow> = query.first(scope.connection()).optional()?;
                shared::found(row)
            }

            fn by_ids(
                scope: &mut $crate::Scope<'_>,
                ids: &[$id],
            ) -> $crate::store::Result<Vec<domain::Record<$id, Self>>> {
                use $crate::store::collection as shared;
                let ids = ids.iter().map(|id| id.0).collect();
                let one_of = shared::collection!(@one_of $raw, $table::id, &ids);
                let query = $table::table.select(columns()).filter(one_of).order($table::id).into_boxed();
                let query = shared::collection!(@reached scope, query, $table, $owner);
                let rows: Vec<StoredRow> = query.load(scope.connection())?;
                rows.into_iter().map(shared::record).collect()
            }

            fn insert(
                scope: &mut $crate::Scope<'_>,
                details: &Self,
                now: scheduling_core::time::Timestamp,
            ) -> $crate::store::Result<domain::Record<$id, Self>> {
                use $crate::store::collection as shared;
                let values = <$values as shared::Columns>::of(details)?;
                let company = shared::collection!(@company scope, values, $owner $(, $pointer)?);
                let at = $crate::db::types::DbTimestamp::from(now);
                let row: StoredRow = diesel::insert_into($table::table)
                    .values(shared::collection!(@new $raw, $table, company, values, at, now))
                    .returning(columns())
                    .get_result(scope.connection())?;
                shared::record(row)
            }

            fn update(
                scope: &mut $crate::Scope<'_>,
                record: &domain::Record<$id, Self>,
                now: scheduling_core::time::Timestamp,
            ) -> $crate::store::Result<domain::Record<$id, Self>> {
                use $crate::store::collection as shared;
                let (values, read) = (<$values as shared::Columns>::of(&record.details)?, record.metadata.version);
                let row: QueryResult<StoredRow> = diesel::update($table::table)
                    .filter($table::company_id.eq(record.company.0))
                    .filter($table::id.eq(shared::Key::column(record.id.0)))
                    .filter($table::version.eq(read))
                    .set((
                        values,
                        $table::version.eq(read + 1),
                        $table::updated_at.eq($crate::db::types::DbTimestamp::from(now)),
                    ))
                    .returning(columns())
                    .get_result(scope.connection());
                shared::updated(row)
            }

            fn delete(scope: &mut $crate::Scope<'_>, record: &domain::Record<$id, Self>) -> $crate::store::Result<()> {
                use $crate::store::collection as shared;
                shared::deleted::<Self>(scope, |scope| {
                    diesel::delete($table::table)
                        .filter($table::company_id.eq(record.company.0))
                        .filter($table::id.eq(shared::Key::column(record.id.0)))
                        .filter($table::version.eq(record.metadata.version))
                        .execute(scope.connection())
                })
            }
        }
    };
    (@raw i64) => { i64 };
    (@raw Uuid) => { uuid::Uuid };
    (@one_of i64, $id:expr, $ids:expr) => { $crate::db::fragments::id_in($id, $ids) };
    (@one_of Uuid, $id:expr, $ids:expr) => { $crate::db::fragments::uuid_in($id, $ids) };
    (@owned none) => { false };
    (@owned $owner:ident) => { true };
    (@reached $scope:ident, $query:ident, $table:ident, none) => {
        $crate::store::collection::reached($scope, $table::company_id, $query)
    };
    (@reached $scope:ident, $query:ident, $table:ident, $owner:ident) => {{
        let query = $crate::store::collection::reached($scope, $table::company_id, $query);
        $crate::store::collection::shown($scope, $table::$owner, query)
    }};
    (@company $scope:ident, $values:ident, none) => { $scope.home()? };
    (@company $scope:ident, $values:ident, $owner:ident, $pointer:literal) => {
        $crate::store::owners::company($scope, domain::UserId($values.$owner), $pointer)?
    };
    (@new i64, $table:ident, $company:ident, $values:ident, $at:ident, $now:ident) => {
        (
            $table::company_id.eq($company.0),
            $values,
            $table::version.eq(1),
            $table::created_at.eq($at),
            $table::updated_at.eq($at),
        )
    };
    (@new Uuid, $table:ident, $company:ident, $values:ident, $at:ident, $now:ident) => {
        (
            $table::id.eq($crate::db::types::DbUuid($crate::store::uuid_at($now))),
            $table::company_id.eq($company.0),
            $values,
            $table::version.eq(1),
            $table::created_at.eq($at),
            $table::updated_at.eq($at),
        )
    };
}
pub(crate) use collection;
