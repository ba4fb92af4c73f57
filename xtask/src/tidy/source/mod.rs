//! A crate as files that take names from one another.
//!
//! Read with a small lexer, not with the compiler: imports and paths that begin with `crate`, `super`, `self`, a module
//! that stands beside, or a name that was imported. What is handed on (`pub use`) counts for the file that defines it.
//! Methods are not seen, and neither is what only tests use.

pub(crate) mod tokens;
pub(crate) mod uses;

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use uses::Names;

/// A module's path from the crate's root, which is the empty one.
pub(crate) type Module = Vec<String>;

/// A module's file, and what it names.
#[derive(Debug)]
struct Source {
    file: String,
    names: Names,
}

/// One file takes a name from another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) from: Module,
    pub(crate) to: Module,
    pub(crate) name: String,
}

/// The modules of a crate that are files.
#[derive(Debug, Default)]
pub(crate) struct Crate {
    sources: BTreeMap<Module, Source>,
}

/// How often a name may be handed on before it is not followed any more.
const HANDS: usize = 8;

impl Crate {
    /// Reads it from its root file on.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let mut found = Self::default();
        found.add(root, &[], &|path| fs::read_to_string(path).ok())?;
        Ok(found)
    }

    fn add(&mut self, path: &Path, module: &[String], read: &dyn Fn(&Path) -> Option<String>) -> Result<()> {
        let text = read(path).with_context(|| format!("{} can't be read", path.display()))?;
        let names = uses::names(&tokens::without_tests(&tokens::tokens(&text)));
        let stem = path.file_stem().unwrap_or_default();
        let beside = path.parent().unwrap_or(path);
        let is_face = module.is_empty() || stem == "mod";
        let folder = if is_face { beside.to_path_buf() } else { beside.join(stem) };
        let children = names.modules.clone();
        let file = path.to_string_lossy().replace("./", "");
        self.sources.insert(module.to_vec(), Source { file, names });
        for child in children {
            let plain = folder.join(format!("{child}.rs"));
            let path = if read(&plain).is_some() { plain } else { folder.join(&child).join("mod.rs") };
            self.add(&path, &[module.to_vec(), vec![child]].concat(), read)?;
        }
        Ok(())
    }

    pub(crate) fn file(&self, module: &Module) -> &str {
        self.sources.get(module).map_or("", |source| source.file.as_str())
    }

    /// The modules right below the root.
    pub(crate) fn rooms(&self) -> BTreeSet<&str> {
        self.sources.keys().filter_map(|module| module.first()).map(String::as_str).collect()
    }

    /// Who takes what from whom.
    pub(crate) fn arrows(&self) -> BTreeSet<Arrow> {
        let mut found = BTreeSet::new();
        for (module, source) in &self.sources {
            let imported: BTreeSet<&str> = source.names.uses.iter().map(|one| one.name.as_str()).collect();
            let spoken: BTreeSet<&str> =
                source.names.paths.iter().filter_map(|path| path.first()).map(String::as_str).collect();
            let uses = source.names.uses.iter();
            // What is only handed on is not taken, and of a module that is imported its names are.
            let taken = uses.filter(|one| !one.public || spoken.contains(one.name.as_str()));
            let taken = taken.map(|one| &one.path).filter(|path| !self.is_module(module, path));
            let long = |path: &&Vec<String>| path.len() > 1 || imported.contains(path.concat().as_str());
            for path in taken.chain(source.names.paths.iter().filter(long)) {
                let to = self.home(module, path, HANDS).filter(|to| to != module);
                found.extend(to.map(|to| Arrow { from: module.clone(), to, name: path.join("::") }));
            }
        }
        found
    }

    /// Whether a path of a `use` names a module.
    fn is_module(&self, module: &Module, path: &[String]) -> bool {
        self.start(module, path)
            .is_some_and(|(at, rest)| self.sources.contains_key(&[at, rest.to_vec()].concat()))
    }

    /// The module from which a path is read on, and the rest; `None` for paths that lead out of the crate.
    fn start<'p>(&self, module: &Module, path: &'p [String]) -> Option<(Module, &'p [String])> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => Some((Vec::new(), rest)),
            "self" => Some((module.clone(), rest)),
            "super" => {
                let mut at = module.clone();
                let ups = path.iter().take_while(|name| *name == "super").count();
                for _ in 0..ups {
                    at.pop()?;
                }
                Some((at, path.get(ups..)?))
            }
            name if self.has(module, name) => Some((module.clone(), path)),
            _ => None,
        }
    }

    /// Whether a module has something of this name, its own or brought in.
    fn has(&self, module: &Module, name: &str) -> bool {
        let Some(Source { names, .. }) = self.sources.get(module) else { return false };
        let named = |list: &[String]| list.iter().any(|one| one == name);
        named(&names.modules) || named(&names.items) || names.uses.iter().any(|one| one.name == name)
    }

    /// Which file defines what a path names.
    fn home(&self, module: &Module, path: &[String], hands: usize) -> Option<Module> {
        let (mut at, rest) = self.start(module, path)?;
        let hands = hands.checked_sub(1)?;
        for (index, name) in rest.iter().enumerate() {
            let source = self.sources.get(&at)?;
            let named = |one: &&uses::Use| one.name == *name;
            if source.names.modules.contains(name) {
                at.push(name.clone());
            } else if source.names.items.contains(name) {
                return Some(at);
            } else if let Some(brought) = source.names.uses.iter().find(named) {
                let whole = [brought.path.clone(), rest.get(index + 1..)?.to_vec()].concat();
                return if brought.path == [name.clone()] { None } else { self.home(&at, &whole, hands) };
            } else {
                return self.by_glob(&at, rest.get(index..)?, hands).or(Some(at));
            }
        }
        Some(at)
    }

    /// The same for a name that a `use …::*` may have brought in.
    fn by_glob(&self, module: &Module, path: &[String], hands: usize) -> Option<Module> {
        let globs = self.sources.get(module)?.names.uses.iter().filter(|one| one.name == "*");
        globs
            .filter_map(|glob| {
                let (stem, name) = (glob.path.split_last()?.1, path.first()?);
                let (at, rest) = self.start(module, stem)?;
                let at = [at, rest.to_vec()].concat();
                self.has(&at, name).then(|| self.home(&at, path, hands)).flatten()
            })
            .next()
    }
}

#[cfg(test)]
pub(crate) mod samples {
    //! Crates for tests, written down.

    use super::Crate;
    use std::path::Path;

    /// The crate of these files, `lib.rs` among them.
    pub(crate) fn krate(files: &[(&str, &str)]) -> Crate {
        let read = |path: &Path| {
            files.iter().find(|(name, _)| path == Path::new(name)).map(|(_, text)| (*text).to_owned())
        };
        let mut found = Crate::default();
        found.add(Path::new("lib.rs"), &[], &read).expect("all files are there");
        found
    }
}

#[cfg(test)]
mod tests {
    use super::samples::krate;

    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let found = krate(files);
        let arrows = found.arrows();
        let told = arrows.iter().map(|one| format!("{} -> {}", found.file(&one.from), found.file(&one.to)));
        let mut told: Vec<String> = told.collect();
        told.dedup();
        assert_eq!(told, expected, "{files:?}");
    }

    #[test]
    fn imports_and_paths_are_arrows() {
        let (lib, b) = ("mod a; mod b;", ("b.rs", "pub fn f() {}"));
        let with = |a: &'static str| vec![("lib.rs", lib), ("a.rs", a), b];
        check(&with("use crate::b::f;"), &["a.rs -> b.rs"]);
        check(&with("fn g() { crate::b::f() }"), &["a.rs -> b.rs"]);
        check(&with("fn g() { super::b::f() }"), &["a.rs -> b.rs"]);
        check(&with("use crate::b; fn g() { b::f() }"), &["a.rs -> b.rs"]);
        check(&with("fn g() { \"crate::b::f\"; } // crate::b::f"), &[]);
        check(&with("#[cfg(test)] mod tests { use crate::b::f; }"), &[]);
        check(&with("use std::fs; use other::b::f;"), &[]);
    }

    #[test]
    fn a_name_belongs_to_the_file_that_defines_it() {
        let lib = ("lib.rs", "mod a; pub mod face;");
        let deep = ("face/deep.rs", "pub struct X; pub fn f() {}");
        let user = ("a.rs", "use crate::face::X;");
        check(&[lib, user, ("face/mod.rs", "mod deep; pub use deep::X;"), deep], &["a.rs -> face/deep.rs"]);
        check(&[lib, user, ("face/mod.rs", "mod deep; pub use deep::*;"), deep], &["a.rs -> face/deep.rs"]);
        // A face that uses what it hands on takes it as well.
        let busy = ("face/mod.rs", "mod deep; pub use deep::X; fn g(x: X) {}");
        check(&[lib, user, busy, deep], &["a.rs -> face/deep.rs", "face/mod.rs -> face/deep.rs"]);
        let child = ("face/deep.rs", "pub struct X; fn f() { super::g() }");
        let face = ("face/mod.rs", "mod deep; pub use deep::X; fn g() {}");
        check(&[lib, user, face, child], &["a.rs -> face/deep.rs", "face/deep.rs -> face/mod.rs"]);
    }

    #[test]
    fn what_the_root_hands_on_belongs_below_it() {
        let files = [
            ("lib.rs", "mod a; mod b; pub use b::Thing;"),
            ("a.rs", "use crate::Thing; fn f() -> Thing { Thing::new() }"),
            ("b.rs", "pub struct Thing;"),
        ];
        check(&files, &["a.rs -> b.rs"]);
    }
}
