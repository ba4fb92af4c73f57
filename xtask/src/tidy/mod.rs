//! What the compiler can't check of how the workspace hangs together.

mod borders;
mod docs;
mod floors;
mod leaks;
mod markup;
pub(crate) mod migrations;
mod parameters;
mod sizes;
mod source;
mod texts;
mod unused;
mod versions;
mod words;

use crate::workspace;
use anyhow::Result;

pub(crate) fn check() -> Result<()> {
    let packages = workspace::packages()?;
    let mut faults = Vec::new();
    borders::check(&packages, &mut faults)?;
    floors::check(&packages, &mut faults)?;
    sizes::check(&packages, &mut faults)?;
    unused::check(&packages, &mut faults)?;
    parameters::check(&packages, &mut faults)?;
    leaks::check(&mut faults)?;
    markup::check(&mut faults)?;
    texts::check(&mut faults)?;
    docs::check(&mut faults)?;
    words::check(&mut faults)?;
    migrations::check(&mut faults)?;
    versions::check(&mut faults)?;
    crate::verdict("tidy", &faults)
}
