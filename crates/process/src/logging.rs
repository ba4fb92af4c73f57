//! Where the log goes, and how it looks.

use config::{LogFormat, LogLevel};
use std::io::{self, Write};
use tracing_subscriber::EnvFilter;

/// Characters of a line of text, at most: others than us may have written much of it.
const LONGEST: usize = 4000;

/// Sends the log of this process to standard output.
pub fn start(format: LogFormat, level: LogLevel) {
    // The web framework says at `info` how many workers it starts, which is nobody's concern, and calls it an
    // error when a client sends no HTTP, which would let anybody fill the log.
    let quiet = "actix_server=warn,actix_http::h1::dispatcher=off";
    let filter = EnvFilter::new(format!("{},{quiet}", level.name()));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_target(false);
    match format {
        LogFormat::Text => log.with_ansi(false).with_writer(|| OneLine(io::stdout())).init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    // A panic is a line of the log like any other, with its place, and not text between the lines.
    std::panic::set_hook(Box::new(|panic| tracing::error!(%panic, "panic")));
}

/// Writes each event, which comes whole, as one line: what a provider or a client has said begins no line of its own, and
/// moves no cursor. JSON escapes by itself.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        self.0.write_all(one_line(text.trim_end_matches('\n')).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len() + 1);
    let mut characters = text.chars();
    for character in characters.by_ref().take(LONGEST) {
        // Beside control characters those that turn the direction of writing, or end a line in some viewers.
        let turns =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match character.is_control() || turns {
            true => line.extend(character.escape_default()),
            false => line.push(character),
        }
    }
    if characters.next().is_some() {
        line.push('…');
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(event: &str, expected: &str) {
        let mut written = Vec::new();
        OneLine(&mut written).write_all(event.as_bytes()).expect("written");
        assert_eq!(String::from_utf8_lossy(&written), expected);
    }

    #[test]
    fn an_event_is_one_line_whatever_it_holds() {
        check("INFO all is well\n", "INFO all is well\n");
        check("WARN x\n2026-01-01 ERROR forged\u{1b}[31m\n", "WARN x\\n2026-01-01 ERROR forged\\u{1b}[31m\n");
        check("WARN \r\u{85}\u{202e}\n", "WARN \\r\\u{85}\\u{202e}\n");
        check("INFO Zürich\n", "INFO Zürich\n");
        check(&"a".repeat(LONGEST + 1), &format!("{}…\n", "a".repeat(LONGEST)));
    }
}
