//! The zones that calendar objects define, by their names.

use super::names::zone_name;
use super::zone_definition::ZoneDefinition;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::sync::Arc;

/// The definitions of one calendar object, by the names of their zones; `None` where two differ.
pub(crate) type Definitions = HashMap<String, Option<Arc<ZoneDefinition>>>;

/// Adds a definition to those of its calendar object.
pub(crate) fn define(definitions: &mut Definitions, definition: &Arc<ZoneDefinition>) {
    let Some(name) = zone_name(&definition.name) else { return };
    definitions
        .entry(name)
        .and_modify(|known| {
            if !known.as_ref().is_some_and(|known| known.says_the_same_as(definition)) {
                *known = None;
            }
        })
        .or_insert_with(|| Some(Arc::clone(definition)));
}

/// Finds definitions by names that may be written otherwise than at the definition.
pub(crate) struct Index<'d> {
    definitions: &'d Definitions,
    /// The names of the definitions by their loose forms; `None` where two have the same.
    loose: OnceCell<HashMap<String, Option<&'d str>>>,
}

/// What was found under a name.
pub(crate) struct Defined<'d> {
    /// The name as the definition has it.
    pub(crate) name: &'d str,
    /// `None` where two definitions differ.
    pub(crate) definition: Option<&'d Arc<ZoneDefinition>>,
}

impl<'d> Index<'d> {
    pub(crate) fn new(definitions: &'d Definitions) -> Self {
        Self { definitions, loose: OnceCell::new() }
    }

    /// The definition of this name, else the only one whose name differs in its letters or in a slash before it.
    pub(crate) fn find(&self, name: &str) -> Option<Defined<'d>> {
        let (name, definition) = self.definitions.get_key_value(name).or_else(|| {
            let own = (*self.loose().get(&loose(name))?)?;
            self.definitions.get_key_value(own)
        })?;
        Some(Defined { name, definition: definition.as_ref() })
    }

    fn loose(&self) -> &HashMap<String, Option<&'d str>> {
        self.loose.get_or_init(|| {
            let mut names = HashMap::new();
            for name in self.definitions.keys() {
                names.entry(loose(name)).and_modify(|known| *known = None).or_insert(Some(name.as_str()));
            }
            names
        })
    }
}

fn loose(name: &str) -> String {
    name.trim_start_matches('/').to_lowercase()
}
