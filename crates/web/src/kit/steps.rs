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
    let Some(kind) = form.get(&part(name, "kind")) else {
        return Ok(form.get(name).unwrap_or_default().to_owned());
    };
    let rows = rows(form, name);
    match PolicyKind::ALL.into_iter().find(|one| one.name() == kind) {
        Some(PolicyKind::Steps) => Ok(rows.join("\n")),
        _ if !rows.is_empty() => Err(Unused),
        Some(PolicyKind::Nothing) => Ok(NOTHING.into()),
        _ => Ok(String::new()),
    }
}

/// The rows in which something stands, as lines.
fn rows(form: &Form, name: &str) -> Vec<String> {
    let all = |what: &str| -> Vec<String> {
        let name = part(name, what);
        // What stands between the parts of a line is in none of them.
        let plain = |text: &str| text.replace([':', '\n', ' '], "");
        form.all(&name).map(plain).take(MOST).collect()
    };
    let times: Vec<String> = form.all(&part(name, "time")).map(|text| text.trim().to_owned()).collect();
    let (amounts, units, percents) = (all("amount"), all("unit"), all("percent"));
    let at = |list: &[String], row: usize| list.get(row).cloned().unwrap_or_default();
    let line = |row: usize| {
        let (amount, percent) = (at(&amounts, row), at(&percents, row));
        let is_empty = amount.is_empty() && percent.is_empty();
        let until = match at(&units, row).as_str() {
            "d" => format!("{amount} d {}", at(&times, row)),
            _ => format!("{amount} h"),
        };
        (!is_empty).then(|| format!("{until}: {percent} %"))
    };
    (0..amounts.len()).filter_map(line).collect()
}

/// What the field shows of a form: the lines of its rows, whether they are to count or not.
pub(crate) fn shown(form: &Form, name: &str) -> String {
    lines(form, name).unwrap_or_else(|Unused| rows(form, name).join("\n"))
}

/// The steps that lines stand for, and some rows more.
pub(crate) fn steps(lines: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = match PolicyKind::of(lines) {
        PolicyKind::Steps => lines.lines().take(MOST).map(step).collect(),
        PolicyKind::Company | PolicyKind::Nothing => Vec::new(),
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
        check("p_kind=nothing", &[]);
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
