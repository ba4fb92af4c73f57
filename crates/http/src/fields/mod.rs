//! Types for the fields of wire structs.
//!
//! Reading has two steps, because the API has two answers. *Shape* is decided by `serde` with the types
//! here: what has the wrong type, or is no date, is 400. *Value* is decided afterwards by [`Checks`], which
//! collects every value that is out of range, so that 422 names all of them at once.

mod checks;
mod dates;
mod enumeration;
mod patch;
mod up_to;
mod whole;

pub use checks::Checks;
pub use dates::{InstantIn, InstantOut, WireDate};
pub use enumeration::read_name;
pub use patch::Patch;
pub(crate) use up_to::TOO_LONG;
pub use up_to::UpTo;
pub use whole::WholeNumber;
