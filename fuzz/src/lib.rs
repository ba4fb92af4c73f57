//! Fuzzing on the stable toolchain: samples are mutated, and each input has a limit of time and of memory.
//!
//! Targets are tests whose names begin with `fuzz_`, beside what they read. A test run gives each a second;
//! `cargo xtask fuzz SECONDS` gives each as long as is wanted. The mutations know lines, lists, numbers and words of the
//! format, and not which code an input reaches: sanitizers and coverage need a nightly compiler. An input that fails is kept
//! under `target/fuzz`, and a run is repeated by its `FUZZ_SEED`.
#![expect(
    clippy::panic,
    reason = "a target that fails is a test that fails, and this crate is used by tests alone"
)]
#![expect(clippy::disallowed_methods, reason = "the environment is how a test is told for how long it runs")]

mod mutate;

use mutate::Mutator;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// What is fuzzed, with what, and what an input may cost.
#[derive(Debug, Clone)]
pub struct Fuzz {
    pub name: &'static str,
    /// Inputs to begin with; one at least.
    pub samples: Vec<Vec<u8>>,
    /// Words of the format, which are put in here and there.
    pub words: &'static [&'static str],
    /// The longest input in bytes.
    pub longest: usize,
    /// How long one input may take. Tests are not optimised, so this is several times what it may take in use.
    pub time: Duration,
    /// How many MiB the process may grow by.
    pub memory: u64,
}

impl Fuzz {
    /// Reads mutated inputs for as long as `FUZZ_SECONDS` says: a second where it says nothing.
    ///
    /// # Panics
    /// Where an input breaks `target`, or costs too much.
    pub fn run(&self, target: impl Fn(&[u8])) {
        let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
        let seconds = number("FUZZ_SECONDS").unwrap_or(1);
        let seed = number("FUZZ_SEED").unwrap_or_else(|| RandomState::new().build_hasher().finish());
        let mut mutator = Mutator::new(seed, &self.samples, self.words, self.longest);
        let (began, before) = (Instant::now(), peak());
        let (mut inputs, mut slowest) = (0u64, Duration::ZERO);
        while began.elapsed() < Duration::from_secs(seconds) {
            let input = mutator.next();
            let read = Instant::now();
            let outcome = catch_unwind(AssertUnwindSafe(|| target(&input)));
            let (took, grown) = (read.elapsed(), peak().saturating_sub(before));
            if let Err(panic) = outcome {
                self.keep(&input, seed, "it breaks what reads it");
                resume_unwind(panic);
            }
            if took > self.time {
                panic!("{}", self.keep(&input, seed, &format!("it took {took:?}")));
            }
            if grown > self.memory {
                panic!("{}", self.keep(&input, seed, &format!("it took {grown} MiB")));
            }
            inputs += 1;
            slowest = slowest.max(took);
        }
        log(&format!(
            "{}: {inputs} inputs in {seconds} s, the slowest took {slowest:?}, seed {seed}, {} MiB",
            self.name,
            peak().saturating_sub(before)
        ));
    }

    /// Keeps an input, and says where.
    fn keep(&self, input: &[u8], seed: u64, why: &str) -> String {
        let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target/fuzz"));
        let file = folder.join(format!("{}-{seed}", self.name));
        // Where it can't be kept, the seed still leads to it.
        let kept = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, input)).is_ok();
        let place = if kept { file.display().to_string() } else { "nowhere".to_owned() };
        let told = format!("{}: {why}; {} bytes, kept in {place}; FUZZ_SEED={seed}", self.name, input.len());
        log(&told);
        told
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the harness keeps what tests say, and shows it where it is asked to"
)]
fn log(text: &str) {
    eprintln!("{text}");
}

/// The most memory that the process has had, in MiB; 0 where the system does not say.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fuzz(time: Duration, memory: u64) -> Fuzz {
        Fuzz { name: "itself", samples: vec![b"a,b".to_vec()], words: &["boom"], longest: 100, time, memory }
    }

    #[test]
    fn an_input_that_breaks_the_target_is_found() {
        let broken = catch_unwind(|| {
            fuzz(Duration::from_secs(60), 1 << 20).run(|input| {
                assert!(!input.windows(4).any(|word| word == b"boom"));
            });
        });
        assert!(broken.is_err());
    }

    #[test]
    fn an_input_that_takes_too_long_is_found() {
        let slow = catch_unwind(|| fuzz(Duration::ZERO, 1 << 20).run(|_| {}));
        assert!(slow.is_err());
    }
}
