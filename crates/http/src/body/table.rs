//! Tables as bodies: many objects at once, as CSV (RFC 4180) with a head line, or as lines of JSON.

use super::{parse, read};
use crate::idempotency;
use crate::pointer;
use crate::problem::{MAX_PROBLEMS, Problem, catalogue};
use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use csv::{ReaderBuilder, StringRecord};
use domain::FieldProblem;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// Bytes that a table may have: 5 MiB.
pub const TABLE_LIMIT: usize = 5 << 20;
const CSV: &str = "text/csv";
const JSON_LINES: &str = "application/x-ndjson";

/// A `text/csv` or `application/x-ndjson` body (415) of at most 5 MiB (413), as bytes.
#[derive(Debug, Clone)]
pub struct TableText {
    format: Format,
    bytes: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Csv,
    JsonLines,
}

/// An object of a table, with the line at which it begins, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableLine<T> {
    pub number: u64,
    pub object: T,
}

/// What the objects of a table look like, and how many there may be.
#[derive(Debug, Clone, Copy)]
pub struct TableShape {
    /// The names of the fields. All of them are texts.
    pub fields: &'static [&'static str],
    /// How many objects a table may have.
    pub max_lines: usize,
}

impl FromRequest for TableText {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let format = if read::has_media_type(request, CSV) { Format::Csv } else { Format::JsonLines };
        let admitted = read::admit_one_of(request, &[CSV, JSON_LINES], TABLE_LIMIT);
        let (request, payload) = (request.clone(), payload.take());
        read::after_the_caller(request.clone(), async move {
            let bytes = read::whole(payload, admitted?).await?;
            idempotency::note_body(&request, &bytes);
            Ok(Self { format, bytes: bytes.freeze() })
        })
    }
}

impl TableText {
    /// Reads the objects. An empty cell of CSV is an absent field.
    ///
    /// # Errors
    /// 400 with `/line/n` or `/line/n/field` for each line that can't be read, for the first 100; 422 for too many lines.
    pub fn read<T: DeserializeOwned>(&self, shape: TableShape) -> Result<Vec<TableLine<T>>, Problem> {
        let text =
            std::str::from_utf8(&self.bytes).map_err(|error| not_utf8(&self.bytes, error.valid_up_to()))?;
        let text = text.trim_start_matches('\u{feff}');
        let mut reading = Reading { lines: Vec::new(), problems: Vec::new(), max_lines: shape.max_lines };
        match self.format {
            Format::JsonLines => reading.json_lines(text),
            Format::Csv => reading.csv(text, shape.fields),
        }
        reading.finish()
    }
}

/// The line in which bytes stop being UTF-8.
fn not_utf8(bytes: &[u8], good: usize) -> Problem {
    let line = 1 + bytes.iter().take(good).filter(|byte| **byte == b'\n').count();
    Problem::malformed(format!("/line/{line}"), "is not UTF-8")
}

struct Reading<T> {
    lines: Vec<TableLine<T>>,
    problems: Vec<FieldProblem>,
    max_lines: usize,
}

impl<T: DeserializeOwned> Reading<T> {
    fn json_lines(&mut self, text: &str) {
        for (number, line) in (1..).zip(text.lines()) {
            if self.is_full() {
                return;
            }
            if !line.trim().is_empty() {
                self.add(number, line.as_bytes());
            }
        }
    }

    fn csv(&mut self, text: &str, fields: &[&str]) {
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let head = match reader.headers() {
            Ok(head) => head.clone(),
            Err(error) => return self.note("/line/1".to_owned(), &error.to_string()),
        };
        self.check_head(&head, fields);
        if !self.problems.is_empty() {
            return;
        }
        let mut numbers = LineNumbers { text: text.as_bytes(), read: 0, line: 1 };
        for record in reader.records() {
            if self.is_full() {
                return;
            }
            match record {
                Ok(record) => {
                    let begin = record.position().map_or(0, csv::Position::byte);
                    let number = numbers.at(usize::try_from(begin).unwrap_or_default());
                    self.add_record(&head, &record, number);
                }
                Err(error) => self.note("/line".to_owned(), &error.to_string()),
            }
        }
    }

    fn check_head(&mut self, head: &StringRecord, fields: &[&str]) {
        if head.iter().all(|name| name.trim().is_empty()) {
            self.note(
                "/line/1".to_owned(),
                "the head line is missing; it names the fields of the lines below",
            );
        }
        for (column, name) in head.iter().map(str::trim).enumerate() {
            if self.is_full() {
                return;
            }
            let shown = pointer::cut_name(name);
            let at = format!("/line/1/{}", pointer::escape(&shown));
            if !fields.contains(&name) {
                self.note(at, &format!("there is no field \"{shown}\"; known: {}", fields.join(", ")));
            } else if head.iter().take(column).any(|other| other.trim() == name) {
                self.note(at, "the field stands twice in the head line");
            }
        }
    }

    fn add_record(&mut self, head: &StringRecord, record: &StringRecord, number: u64) {
        if record.len() > head.len() {
            let detail = format!("has {} cells, the head line {}", record.len(), head.len());
            return self.note(format!("/line/{number}"), &detail);
        }
        let cells = head.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        let object: Map<String, Value> =
            cells.map(|(name, cell)| (name.trim().to_owned(), Value::from(disarmed(cell)))).collect();
        self.add(number, Value::Object(object).to_string().as_bytes());
    }

    fn add(&mut self, number: u64, json: &[u8]) {
        if self.lines.len() == self.max_lines {
            let detail = format!("is one more than the {} objects that fit in one request", self.max_lines);
            self.problems = vec![FieldProblem::new(format!("/line/{number}"), detail)];
            self.max_lines = 0;
            return;
        }
        match parse(json) {
            Ok(object) => self.lines.push(TableLine { number, object }),
            Err(problem) if problem.errors().is_empty() => {
                self.note(format!("/line/{number}"), problem.detail());
            }
            Err(problem) => {
                for error in problem.errors() {
                    self.note(format!("/line/{number}{}", error.pointer), &error.detail);
                }
            }
        }
    }

    fn note(&mut self, pointer: String, detail: &str) {
        self.problems.push(FieldProblem::new(pointer, detail));
    }

    /// Whether there is no use in reading on.
    fn is_full(&self) -> bool {
        self.max_lines == 0 || self.problems.len() > MAX_PROBLEMS
    }

    fn finish(self) -> Result<Vec<TableLine<T>>, Problem> {
        if self.problems.is_empty() {
            return Ok(self.lines);
        }
        if self.max_lines == 0 {
            return Err(Problem::invalid(self.problems));
        }
        let detail = match self.problems.len() {
            many if many > MAX_PROBLEMS => {
                format!("more than {MAX_PROBLEMS} values can't be read; see errors")
            }
            few => format!("{few} values can't be read; see errors"),
        };
        Err(Problem::new(&catalogue::MALFORMED_REQUEST, detail).with_errors(self.problems))
    }
}

/// Counts lines, from one record to the next. The reader's own count is behind where lines end with CR LF, because it takes a
/// record to begin at the LF of the one before.
struct LineNumbers<'a> {
    text: &'a [u8],
    read: usize,
    line: u64,
}

impl LineNumbers<'_> {
    /// The line of the first text at or after `begin`.
    fn at(&mut self, begin: usize) -> u64 {
        let ends = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let blank = self.text.iter().skip(begin).take_while(ends).count();
        let passed = self.text.iter().take(begin + blank).skip(self.read);
        let lines = passed.filter(|byte| **byte == b'\n').count();
        self.line += u64::try_from(lines).unwrap_or_default();
        self.read = begin + blank;
        self.line
    }
}

/// A cell without the mark that keeps spreadsheets from taking it for a formula; exports write that mark.
fn disarmed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize, PartialEq, Eq)]
    #[serde(deny_unknown_fields)]
    struct Person {
        name: String,
        phone: Option<String>,
    }

    const SHAPE: TableShape = TableShape { fields: &["name", "phone"], max_lines: 3 };

    /// Line, name and phone.
    type Read = (u64, String, Option<String>);

    fn read(format: Format, text: &str) -> Result<Vec<Read>, Vec<String>> {
        let table = TableText { format, bytes: Bytes::copy_from_slice(text.as_bytes()) };
        match table.read::<Person>(SHAPE) {
            Ok(lines) => {
                Ok(lines.into_iter().map(|line| (line.number, line.object.name, line.object.phone)).collect())
            }
            Err(problem) => Err(problem.errors().iter().map(|error| error.pointer.clone()).collect()),
        }
    }

    fn person(number: u64, name: &str, phone: Option<&str>) -> Read {
        (number, name.to_owned(), phone.map(str::to_owned))
    }

    #[test]
    fn csv_has_a_head_line_and_quoted_cells() {
        let text = "\u{feff}phone,name\r\n'+49 30,Ann\r\n,\"Bo\nb, \"\"Jr\"\"\"\r\n\r\n1,Cy\r\n";
        let expected = vec![
            person(2, "Ann", Some("+49 30")),
            person(3, "Bo\nb, \"Jr\"", None),
            person(6, "Cy", Some("1")),
        ];
        assert_eq!(read(Format::Csv, text), Ok(expected));
        assert_eq!(read(Format::Csv, "name"), Ok(Vec::new()));
    }

    #[test]
    fn csv_names_line_and_field_of_what_is_wrong() {
        let check = |text: &str, pointers: &[&str]| {
            let pointers: Vec<String> = pointers.iter().map(|pointer| (*pointer).to_owned()).collect();
            assert_eq!(read(Format::Csv, text), Err(pointers), "{text:?}");
        };
        check("", &["/line/1"]);
        check("name,age\nAnn,3\n", &["/line/1/age"]);
        check("name,name\nAnn,Ann\n", &["/line/1/name"]);
        check("phone\n1\n2\n", &["/line/2/name", "/line/3/name"]);
        check("name\nAnn,1\nBob\n,\n", &["/line/2", "/line/4"]);
        check("name\na\nb\nc\nd\n", &["/line/5"]);
    }

    #[test]
    fn lines_of_json_are_read_one_by_one() {
        let text = "{\"name\":\"Ann\"}\n\n{\"phone\":\"1\",\"name\":\"Bob\"}";
        assert_eq!(
            read(Format::JsonLines, text),
            Ok(vec![person(1, "Ann", None), person(3, "Bob", Some("1"))])
        );
        let broken = read(Format::JsonLines, "{\"name\":1}\n{\n{\"name\":\"A\",\"x\":1}\n[]");
        let pointers = ["/line/1/name", "/line/2", "/line/3/x", "/line/4"];
        assert_eq!(broken, Err(pointers.map(str::to_owned).to_vec()));
        assert_eq!(read(Format::JsonLines, ""), Ok(Vec::new()));
    }

    #[test]
    fn what_is_not_utf_8_says_in_which_line() {
        let table = TableText { format: Format::Csv, bytes: Bytes::from_static(b"name\nAnn\n\xff\n") };
        let problem = table.read::<Person>(SHAPE).expect_err("not UTF-8");
        assert_eq!(problem.errors()[0].pointer, "/line/3");
    }

    #[test]
    fn no_more_problems_are_named_than_people_read() {
        let text = "{}\n".repeat(200);
        assert_eq!(read(Format::JsonLines, &text).map_err(|pointers| pointers.len()), Err(MAX_PROBLEMS + 1));
    }
}
