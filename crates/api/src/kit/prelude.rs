//! What the file of a resource needs from elsewhere, in one line: `use crate::kit::prelude::*;`.

pub(crate) use crate::kit::collection::{Answered, Change, CreateBody, Resource, UpdateBody, set};
pub(crate) use crate::kit::company_param::{ListQuery, Place};
pub(crate) use crate::kit::endpoints::endpoints;
pub(crate) use crate::kit::granted::Granted;
pub(crate) use crate::kit::list::{ListOf, ListParams, Narrow, SortByName};
pub(crate) use crate::kit::routes::ServiceConfig;
pub(crate) use actix_web::web;
pub(crate) use http_kit::{Checks, InstantOut, Json, Page, Patch, UpTo, WholeNumber};
pub(crate) use http_kit::{delete, get, patch, post};
pub(crate) use serde::{Deserialize, Serialize};
pub(crate) use utoipa::{IntoParams, ToSchema};
