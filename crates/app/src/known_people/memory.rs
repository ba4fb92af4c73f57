//! Memory of a bounded size: what was used longest ago goes first, of the company that takes the most.

use super::entry::{Alias, Entry, Key};
use domain::CompanyId;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What an entry takes beside its value: its name in three places, and its counters.
const OVERHEAD: usize = 256;

/// Remembers entries by company and name.
#[derive(Debug)]
pub(super) struct Memory {
    limit: usize,
    used: usize,
    /// Rises with every use.
    clock: u64,
    shelves: HashMap<CompanyId, Shelf>,
    /// The shelves by what they take.
    by_size: BTreeSet<(usize, CompanyId)>,
    /// Where entries are that are asked for without their company.
    aliases: HashMap<Alias, (CompanyId, Key)>,
}

/// What is remembered of one company.
#[derive(Debug, Default)]
struct Shelf {
    bytes: usize,
    entries: HashMap<Key, Place>,
    /// By when they were used last.
    oldest: BTreeMap<u64, Key>,
}

#[derive(Debug)]
struct Place {
    entry: Entry,
    bytes: usize,
    used: u64,
}

impl Memory {
    /// Memory of so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            used: 0,
            clock: 0,
            shelves: HashMap::new(),
            by_size: BTreeSet::new(),
            aliases: HashMap::new(),
        }
    }

    /// Bytes that it takes.
    pub(super) fn used(&self) -> usize {
        self.used
    }

    /// The company and the name of something that is remembered.
    pub(super) fn find(&self, alias: &Alias) -> Option<(CompanyId, Key)> {
        self.aliases.get(alias).copied()
    }

    /// What is remembered of that name, which is used now.
    pub(super) fn get(&mut self, company: CompanyId, name: Key) -> Option<Entry> {
        let shelf = self.shelves.get_mut(&company)?;
        let place = shelf.entries.get_mut(&name)?;
        self.clock += 1;
        shelf.oldest.remove(&place.used);
        shelf.oldest.insert(self.clock, name);
        place.used = self.clock;
        Some(place.entry.clone())
    }

    /// Remembers it in place of what was there.
    pub(super) fn put(&mut self, company: CompanyId, name: Key, entry: Entry) {
        let bytes = entry.bytes() + OVERHEAD;
        self.remove(company, name);
        if bytes > self.limit {
            return;
        }
        self.clock += 1;
        self.aliases.extend(entry.aliases(company).into_iter().map(|alias| (alias, (company, name))));
        let shelf = self.shelves.entry(company).or_default();
        shelf.oldest.insert(self.clock, name);
        shelf.entries.insert(name, Place { entry, bytes, used: self.clock });
        self.resize(company, |size| size + bytes);
        while self.used > self.limit && self.forget_one() {}
    }

    fn remove(&mut self, company: CompanyId, name: Key) {
        let Some(shelf) = self.shelves.get_mut(&company) else { return };
        let Some(gone) = shelf.entries.remove(&name) else { return };
        shelf.oldest.remove(&gone.used);
        for alias in gone.entry.aliases(company) {
            // Another entry may have taken it over.
            if self.aliases.get(&alias) == Some(&(company, name)) {
                self.aliases.remove(&alias);
            }
        }
        self.resize(company, |size| size.saturating_sub(gone.bytes));
    }

    /// Notes that what a company takes is another size now.
    fn resize(&mut self, company: CompanyId, change: impl Fn(usize) -> usize) {
        self.used = change(self.used);
        let Some(shelf) = self.shelves.get_mut(&company) else { return };
        self.by_size.remove(&(shelf.bytes, company));
        shelf.bytes = change(shelf.bytes);
        if shelf.entries.is_empty() {
            self.shelves.remove(&company);
        } else {
            self.by_size.insert((shelf.bytes, company));
        }
    }

    /// Forgets what the company that takes the most has not used for longest. Whether there was anything.
    fn forget_one(&mut self) -> bool {
        let Some((_, company)) = self.by_size.last().copied() else { return false };
        let oldest = self.shelves.get(&company).and_then(|shelf| shelf.oldest.first_key_value());
        let Some((_, name)) = oldest.map(|(used, name)| (*used, *name)) else { return false };
        self.remove(company, name);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::{Fresh, Open};
    use super::*;
    use domain::directory::{Company, CompanyDetails, Template, TemplateDetails};
    use domain::{Metadata, TemplateId, UserId};
    use scheduling_core::time::Timestamp;

    /// What an entry of the tests takes.
    fn one() -> usize {
        entry().bytes() + OVERHEAD
    }

    fn entry() -> Entry {
        let (id, metadata) = (CompanyId(1), Metadata::new(Timestamp::MIN));
        let company = Company { id, company: id, details: CompanyDetails::named("A"), kept: (), metadata };
        Entry::Company(Fresh::new(None, None, Open::new(company)))
    }

    fn template(id: TemplateId, company: CompanyId) -> Entry {
        let (details, metadata) = (TemplateDetails::new("A", 30, Vec::new()), Metadata::new(Timestamp::MIN));
        let template = Template { id, company, details, kept: (), metadata };
        Entry::Template(Fresh::new(None, None, std::sync::Arc::new(template)))
    }

    fn user(id: i64) -> Key {
        Key::Person(UserId(id))
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let mut memory = Memory::new(3 * one());
        let company = CompanyId(1);
        (1..=3).for_each(|id| memory.put(company, user(id), entry()));
        assert!(memory.get(company, user(1)).is_some());
        memory.put(company, user(4), entry());
        let known = [1, 2, 3, 4].map(|id| memory.get(company, user(id)).is_some());
        assert_eq!(known, [true, false, true, true]);
        assert_eq!(memory.used(), 3 * one());
    }

    #[test]
    fn the_company_that_takes_the_most_gives_way() {
        let mut memory = Memory::new(10 * one());
        (1..=2).for_each(|id| memory.put(CompanyId(1), user(id), entry()));
        (1..=100).for_each(|id| memory.put(CompanyId(2), user(id), entry()));
        assert!(
            (1..=2).all(|id| memory.get(CompanyId(1), user(id)).is_some()),
            "the small one keeps its own"
        );
        let left = (1..=100).filter(|id| memory.get(CompanyId(2), user(*id)).is_some()).count();
        assert_eq!((left, memory.used()), (8, 10 * one()));
    }

    #[test]
    fn it_never_takes_more_than_it_may_and_counts_what_it_has() {
        let mut memory = Memory::new(7 * one() + 5);
        let mut state = 1_u64;
        for _ in 0..5_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let number = |shift: u32, below: u64| i64::try_from((state >> shift) % below).expect("small");
            let (company, id) = (CompanyId(number(33, 4)), number(40, 9));
            let of = TemplateId(company.0);
            let (name, entry) = match id {
                8 => (Key::Template(of), template(of, company)),
                _ => (user(id), entry()),
            };
            match (state >> 60) % 3 {
                0 => drop(memory.get(company, name)),
                1 => memory.remove(company, name),
                _ => memory.put(company, name, entry),
            }
            let places = memory.shelves.values().flat_map(|shelf| shelf.entries.values());
            assert_eq!(places.map(|place| place.bytes).sum::<usize>(), memory.used);
            assert!(memory.used <= memory.limit);
            assert_eq!(memory.by_size.len(), memory.shelves.len());
            let templates = memory.shelves.values().flat_map(|shelf| shelf.entries.keys());
            let templates = templates.filter(|name| matches!(name, Key::Template(_))).count();
            assert_eq!(memory.aliases.len(), templates);
            for shelf in memory.shelves.values() {
                assert_eq!(shelf.oldest.len(), shelf.entries.len());
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_not_remembered_and_drives_nothing_out() {
        let mut memory = Memory::new(one());
        memory.put(CompanyId(1), user(1), entry());
        memory.limit = one() - 1;
        memory.put(CompanyId(1), user(2), entry());
        assert!(memory.get(CompanyId(1), user(1)).is_some());
        assert!(memory.get(CompanyId(1), user(2)).is_none());
    }
}
