//! Names of participants, kept apart from everything that is searched: they are touched when somebody asks for them.

use std::sync::Arc;

/// The names of a query's participants, by number; cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names(Arc<Vec<Option<Arc<str>>>>);

impl Names {
    /// Notes the name of the participant of that number.
    pub(super) fn set(&mut self, participant: usize, name: &Arc<str>) {
        let names = Arc::make_mut(&mut self.0);
        names.resize(participant, None);
        names.push(Some(Arc::clone(name)));
    }

    pub(super) fn get(&self, participant: usize) -> Option<&str> {
        self.0.get(participant)?.as_deref()
    }
}

impl FromIterator<Arc<str>> for Names {
    fn from_iter<I: IntoIterator<Item = Arc<str>>>(names: I) -> Self {
        Self(Arc::new(names.into_iter().map(Some).collect()))
    }
}
