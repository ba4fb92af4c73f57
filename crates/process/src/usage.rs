//! What a process uses of its machine, as Prometheus' own clients name it. Only where there is `/proc`.

use std::fs;

/// Ticks a second in which the kernel tells processor time to programs; the same on every Linux.
const TICKS: f64 = 100.0;
const MEMORY: &str = "process_resident_memory_bytes";
const PROCESSOR: &str = "process_cpu_seconds_total";
const FILES: &str = "process_open_fds";

/// Says what is counted.
pub(crate) fn describe() {
    metrics::describe_gauge!(MEMORY, metrics::Unit::Bytes, "Memory that the process has.");
    metrics::describe_gauge!(PROCESSOR, metrics::Unit::Seconds, "Processor time that the process has used.");
    metrics::describe_gauge!(FILES, "Files and connections that the process has open.");
}

/// Counts.
pub(crate) fn record() {
    if let Some(bytes) = fs::read_to_string("/proc/self/status").ok().as_deref().and_then(memory) {
        metrics::gauge!(MEMORY).set(bytes);
    }
    if let Some(seconds) = fs::read_to_string("/proc/self/stat").ok().as_deref().and_then(processor) {
        metrics::gauge!(PROCESSOR).set(seconds);
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        metrics::gauge!(FILES).set(u32::try_from(files.count()).map_or(f64::INFINITY, f64::from));
    }
}

fn memory(status: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: f64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024.0)
}

/// Of the program and of the kernel for it: the 14th and the 15th field, counted behind the name in parentheses.
fn processor(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(|field| field.parse::<f64>().ok());
    Some(ticks.sum::<Option<f64>>()? / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_is_understood() {
        assert_eq!(memory("Name:\tserver\nVmRSS:\t  2048 kB\n"), Some(2_097_152.0));
        let stat = "7 (a (b) c) S 1 7 7 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 9 0 1 2 3";
        assert_eq!(processor(stat), Some(2.0));
        assert_eq!((memory(""), processor("")), (None, None));
    }
}
