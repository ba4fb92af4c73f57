//! The steps of a cancellation policy as rows of a form, and the lines that they stand for: `24 h: 100 %`, `1 d 18:00: 50 %`. No line
//! is the company's policy, and a dash alone is nothing.

use http_kit::Form;

/// Rows that a form has for more steps than there are, and at the most.
const SPARE: usize = 2;
const MOST: usize = 20;
/// What stands for a policy by which nothing comes back.
const NOTHING: &str = "-";

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Step {
    pub(crate) number: String,
    pub(crate) amount: String,
    pub(crate) is_days: bool,
    pub(crate) time: String,
    pub(crate) percent: String,
}

/// The kinds of a policy, as a field offers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PolicyKind {
    Company,
    Nothing,
    Steps,
}

impl PolicyKind {
    const ALL: [Self; 3] = [Self::Company, Self::Nothing, Self::Steps];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Nothing => "nothing",
            Self::Steps => "steps",
        }
    }

    pub(crate) fn of(lines: &str) -> Self {
        match lines.trim() {
            "" => Self::Company,
            NOTHING => Self::Nothing,
            _ => Self::Steps,
        }
    }
}

/// What is wrong with rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unused;

/// The name of a part of a field.
fn part(name: &str, what: &str) -> String {
    format!("{name}_{what}")
}

/// The lines that a form says: those of its rows, or, as programs send them, lines.
///
/// # Errors
/// Where rows are filled in that are not to count.
pub(crate) fn lines(form: &Form, name: &str) -> Result<String, Unused> {
    let Some(kind) = kind(form, name) else {
        return Ok(form.get(name).unwrap_or_default().to_owned());
    };
    let rows = rows(form, name);
    match kind {
        PolicyKind::Steps => Ok(lines_of(&rows)),
        _ if !rows.is_empty() => Err(Unused),
        PolicyKind::Nothing => Ok(NOTHING.into()),
        PolicyKind::Company => Ok(String::new()),
    }
}

/// The kind that a form says; `None` where it has no rows at all.
fn kind(form: &Form, name: &str) -> Option<PolicyKind> {
    let said = form.get(&part(name, "kind"))?;
    Some(PolicyKind::ALL.into_iter().find(|one| one.name() == said).unwrap_or(PolicyKind::Company))
}

/// The rows in which something stands, as it was typed.
fn rows(form: &Form, name: &str) -> Vec<Step> {
    let all =
        |what: &str| -> Vec<String> { form.all(&part(name, what)).map(str::to_owned).take(MOST).collect() };
    let (amounts, units, percents, times) = (all("amount"), all("unit"), all("percent"), all("time"));
    let at = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    let row = |row: usize| Step {
        number: String::new(),
        amount: at(&amounts, row),
        is_days: at(&units, row) == "d",
        time: at(&times, row),
        percent: at(&percents, row),
    };
    let count = amounts.len().max(percents.len()).max(times.len());
    (0..count).map(row).filter(|row| !row.is_empty()).collect()
}

/// The lines that rows stand for. A row that says too little, or too much, is a line that can't be read.
fn lines_of(rows: &[Step]) -> String {
    rows.iter().map(Step::line).collect::<Vec<_>>().join("\n")
}

impl Step {
    fn is_empty(&self) -> bool {
        [&self.amount, &self.time, &self.percent].iter().all(|text| text.trim().is_empty())
    }

    fn line(&self) -> String {
        // What stands between the parts of a line is in none of them.
        let plain = |text: &str| text.trim().replace([':', '\n', ' '], "?");
        let (amount, percent) = (plain(&self.amount), plain(&self.percent));
        let unit = if self.is_days { "d" } else { "h" };
        let until = format!("{amount} {unit} {}", self.time.trim().replace(['\n', ' '], "?"));
        format!("{}: {percent} %", until.trim_end())
    }
}

/// What the field shows of a form: its rows as they were typed, whether they are to count or not.
pub(crate) fn shown(form: &Form, name: &str) -> String {
    let rows = rows(form, name);
    match kind(form, name) {
        Some(PolicyKind::Company) if rows.is_empty() => String::new(),
        Some(PolicyKind::Nothing) if rows.is_empty() => NOTHING.into(),
        Some(_) => typed(&rows),
        None => form.get(name).unwrap_or_default().to_owned(),
    }
}

/// What stands before each row that was typed, and between its parts.
const ROW: char = '\u{1e}';
const PART: char = '\u{1f}';

/// Rows as a value that is no lines: also what can't be read as a line stays what it is.
fn typed(rows: &[Step]) -> String {
    let plain = |text: &str| text.replace([ROW, PART], "");
    let row = |row: &Step| {
        let unit = if row.is_days { "d" } else { "h" };
        let (amount, time, percent) = (plain(&row.amount), plain(&row.time), plain(&row.percent));
        format!("{ROW}{amount}{PART}{unit}{PART}{time}{PART}{percent}")
    };
    // Without a row it is none of another kind's values all the same.
    if rows.is_empty() { ROW.to_string() } else { rows.iter().map(row).collect() }
}

/// The rows of such a value; `None` of lines.
fn as_typed(value: &str) -> Option<Vec<Step>> {
    let row = |text: &str| {
        let mut parts = text.split(PART).map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (amount, unit) = (next(), next());
        Step { number: String::new(), amount, is_days: unit == "d", time: next(), percent: next() }
    };
    let rows = value.strip_prefix(ROW)?.split(ROW).filter(|text| !text.is_empty());
    Some(rows.map(row).collect())
}

/// A value of the field for people to read.
pub(crate) fn told(value: &str) -> String {
    as_typed(value).map_or_else(|| value.to_owned(), |rows| lines_of(&rows))
}

/// The steps that lines stand for, and some rows more.
pub(crate) fn steps(lines: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = match (as_typed(lines), PolicyKind::of(lines)) {
        (Some(rows), _) => rows,
        (None, PolicyKind::Steps) => lines.lines().take(MOST).map(step).collect(),
        (None, PolicyKind::Company | PolicyKind::Nothing) => Vec::new(),
    };
    let rows = (steps.len() + SPARE).min(MOST);
    steps.resize(rows, Step::default());
    let numbered = steps.into_iter().enumerate();
    numbered.map(|(at, step)| Step { number: (at + 1).to_string(), ..step }).collect()
}

/// The row of a line.
fn step(line: &str) -> Step {
    let (until, percent) = line.rsplit_once(':').unwrap_or((line, ""));
    let mut words = until.split_whitespace();
    let first = words.next().unwrap_or_default();
    let is_unit = matches!(first, "h" | "d");
    let unit = if is_unit { first } else { words.next().unwrap_or_default() };
    Step {
        number: String::new(),
        amount: if is_unit { String::new() } else { first.to_owned() },
        is_days: unit == "d",
        time: words.next().unwrap_or_default().to_owned(),
        percent: percent.trim().trim_end_matches('%').trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> Form {
        Form::parse(text.as_bytes())
    }

    #[test]
    fn rows_stand_for_lines() {
        let check = |text: &str, expected: Result<&str, Unused>| {
            let seen = lines(&form(text), "p");
            assert_eq!(seen.as_deref().map_err(|unused| *unused), expected, "{text}");
        };
        let rows = "p_amount=24&p_unit=h&p_time=&p_percent=100&p_amount=1&p_unit=d&p_time=18:00&p_percent=50";
        check(&format!("p_kind=steps&{rows}"), Ok("24 h: 100 %\n1 d 18:00: 50 %"));
        check("p_kind=steps&p_amount=&p_unit=h&p_time=&p_percent=", Ok(""));
        check("p_kind=nothing&p_amount=&p_percent=", Ok("-"));
        check("p_kind=company&p_amount=&p_percent=", Ok(""));
        check(&format!("p_kind=nothing&{rows}"), Err(Unused));
        check(&format!("p_kind=company&{rows}"), Err(Unused));
        check("p=24 h: 100 %", Ok("24 h: 100 %"));
        check("", Ok(""));
        // What would be left out, or run together, is a line that can't be read.
        check("p_kind=steps&p_amount=1+2&p_unit=h&p_percent=5+0", Ok("1?2 h: 5?0 %"));
        check("p_kind=steps&p_amount=24&p_unit=h&p_time=18:00&p_percent=100", Ok("24 h 18:00: 100 %"));
        check("p_kind=steps&p_amount=&p_unit=h&p_time=18:00&p_percent=", Ok(" h 18:00:  %"));
    }

    #[test]
    fn what_was_typed_is_shown_again() {
        let check = |text: &str, expected: &[(&str, bool, &str, &str)]| {
            let steps = steps(&shown(&form(text), "p"));
            let seen: Vec<_> = steps
                .iter()
                .take(expected.len())
                .map(|step| (step.amount.as_str(), step.is_days, step.time.as_str(), step.percent.as_str()))
                .collect();
            assert_eq!((seen.as_slice(), steps.len()), (expected, expected.len() + SPARE), "{text}");
        };
        let row = |amount: &str, unit: &str, time: &str, percent: &str| {
            format!("p_kind=steps&p_amount={amount}&p_unit={unit}&p_time={time}&p_percent={percent}")
        };
        check(&row("24", "h", "", "100"), &[("24", false, "", "100")]);
        check(&row("1", "d", "18:00", "50"), &[("1", true, "18:00", "50")]);
        check(&row("", "d", "18:00", "50"), &[("", true, "18:00", "50")]);
        check(&row("soon", "h", "", ""), &[("soon", false, "", "")]);
        check(&row("in+two:+days", "h", "at+9", "5+0"), &[("in two: days", false, "at 9", "5 0")]);
        check("p_kind=nothing", &[]);
    }

    #[test]
    fn what_was_typed_is_told_as_lines() {
        let rows = "p_kind=steps&p_amount=24&p_unit=h&p_time=&p_percent=100";
        assert_eq!(told(&shown(&form(rows), "p")), "24 h: 100 %");
        assert_eq!(told("24 h: 100 %"), "24 h: 100 %");
        let none = shown(&form("p_kind=steps&p_amount=&p_percent="), "p");
        assert_eq!((PolicyKind::of(&none), told(&none).as_str()), (PolicyKind::Steps, ""));
    }

    #[test]
    fn the_kind_is_that_of_the_lines() {
        let check =
            |lines: &str, expected: &str| assert_eq!(PolicyKind::of(lines).name(), expected, "{lines}");
        check("", "company");
        check("-", "nothing");
        check("24 h: 100 %", "steps");
    }
}
