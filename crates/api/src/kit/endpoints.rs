//! The five endpoints of a collection that has nothing of its own about them.

/// Writes list, create, get, update and delete, and `routes`, which registers them:
///
/// ```ignore
/// endpoints! {
///     LocationDetails at "/api/v1/locations", "/api/v1/locations/{id}" (i64), under "Locations";
///     ReadDirectory: list_locations(LocationParams) "List locations", get_location "Read a location";
///     ChangeCompany: create_location(LocationIn) "Create a location", update_location(LocationPatch) "Update a location",
///         delete_location "Delete a location";
///     answers LocationOut;
/// }
/// ```
///
/// The names are the ids of the operations, and the texts their summaries. An endpoint that says more of itself, or does more, is
/// written out (`calendars`).
macro_rules! endpoints {
    (
        $details:ident at $path:literal, $one:literal ($id:ty), under $tag:literal;
        $read:ident: $list:ident($params:ident) $lists:literal, $get:ident $gets:literal;
        $write:ident: $create:ident($in:ident) $creates:literal, $update:ident($patch:ident) $updates:literal,
            $delete:ident $deletes:literal;
        answers $out:ident;
    ) => {
        pub(super) fn routes(config: &mut ServiceConfig<'_>) {
            config.service($list).service($create).service($get).service($update).service($delete);
        }

        impl Resource for $details {
            const PATH: &'static str = $path;
            type Out = $out;
        }

        #[utoipa::path(
                    tag = $tag,
                    summary = $lists,
                    params(ListQuery, $params),
                    responses((status = 200, description = "A page", body = Page<$out>)),
                )]
        #[get($path)]
        async fn $list(granted: Granted<$read, ListOf<$params>>) -> Answered {
            granted.list().await
        }

        #[utoipa::path(
                    tag = $tag,
                    summary = $creates,
                    params(Place),
                    request_body = $in,
                    responses((status = 201, description = "The new one, with its `Location`", body = $out)),
                )]
        #[post($path)]
        async fn $create(granted: Granted<$write>, Json(body): Json<$in>) -> Answered {
            granted.create(body).await
        }

        #[utoipa::path(
                    tag = $tag,
                    summary = $gets,
                    params(("id" = $id, Path, description = "Its id"), Place),
                    responses((status = 200, description = "As it is", body = $out)),
                )]
        #[get($one)]
        async fn $get(granted: Granted<$read>, id: web::Path<$id>) -> Answered {
            granted.get::<$details>(*id).await
        }

        #[utoipa::path(
                    tag = $tag,
                    summary = $updates,
                    params(("id" = $id, Path, description = "Its id"), Place),
                    request_body = $patch,
                    responses((status = 200, description = "As it is after the change", body = $out)),
                )]
        #[patch($one)]
        async fn $update(granted: Granted<$write>, id: web::Path<$id>, Json(body): Json<$patch>) -> Answered {
            granted.update(*id, body).await
        }

        #[utoipa::path(
                    tag = $tag,
                    summary = $deletes,
                    description = "One that something names stays (409 `still-referenced`).",
                    params(("id" = $id, Path, description = "Its id"), Place),
                    responses((status = 204, description = "It is gone")),
                )]
        #[delete($one)]
        async fn $delete(granted: Granted<$write>, id: web::Path<$id>) -> Answered {
            granted.delete::<$details>(*id).await
        }
    };
}
pub(crate) use endpoints;
