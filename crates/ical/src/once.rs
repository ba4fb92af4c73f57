//! What a component says once, although several lines may speak of it.

use super::property::Property;
use super::report::Report;

/// Whether all lines that speak of something agree that it is so.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Unanimous {
    yes: bool,
    no: bool,
}

impl Unanimous {
    pub(super) fn hear(&mut self, yes: bool) {
        self.yes |= yes;
        self.no |= !yes;
    }

    pub(super) fn is_so(self) -> bool {
        self.yes && !self.no
    }
}

/// Lines of one component about one thing that are reported, at most.
const MOST_OTHERS: usize = 20;

/// Something that an event has once.
#[derive(Debug)]
pub(super) struct Once<T> {
    pub(super) value: Option<T>,
    /// Another one stands there too, or one that can't be read, with its line and the reason.
    pub(super) others: Vec<(usize, String)>,
    /// Another one stands there that can be read and says something else.
    pub(super) differs: bool,
}

impl<T: PartialEq> Once<T> {
    pub(super) const fn new() -> Self {
        Self { value: None, others: Vec::new(), differs: false }
    }

    pub(super) fn hear(&mut self, property: &Property, said: Result<T, String>) {
        match said {
            Ok(value) if self.value.is_none() => self.value = Some(value),
            Ok(value) if self.value.as_ref() == Some(&value) => {}
            Ok(_) => {
                self.differs |= !property.is_words;
                self.others.push((property.line, format!("{}: stands there already", property.name)));
            }
            Err(reason) if self.others.len() < MOST_OTHERS => self.others.push((property.line, reason)),
            Err(_) => {}
        }
    }

    /// Hears of one of several that may be there; of two the one counts that is chosen, if any is.
    pub(super) fn hear_one_of(
        &mut self,
        property: &Property,
        said: Result<T, String>,
        choose: impl FnOnce(&T, &T) -> Option<T>,
    ) {
        let chosen = match (&self.value, &said) {
            (Some(own), Ok(other)) if own != other => choose(own, other),
            _ => None,
        };
        match chosen {
            Some(chosen) => {
                self.value = Some(chosen);
                let reason = format!("{}: stands there already; the later end counts", property.name);
                self.others.push((property.line, reason));
            }
            None => self.hear(property, said),
        }
    }

    /// Hears of a line that is about it and no property.
    pub(super) fn hear_unreadable(&mut self, line: usize, reason: &str) {
        if self.others.len() < MOST_OTHERS {
            self.others.push((line, format!("the line {reason}")));
        }
    }

    /// Reports what could not be read; whether it is lost, because nothing else says it, or something else does.
    pub(super) fn report(&self, report: &mut Report) -> bool {
        self.others.iter().for_each(|(line, reason)| report.add(*line, reason.as_str()));
        !self.others.is_empty() && (self.value.is_none() || self.differs)
    }
}
