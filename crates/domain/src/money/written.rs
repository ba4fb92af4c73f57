//! Amounts as people write them: in the unit of the currency, never in its minor unit.

use super::{Currency, Money};

/// Why a text is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WrittenProblem {
    #[error("must be an amount such as 125 or 125.00")]
    Unreadable,
    /// Such as half a yen.
    #[error("the currency has no such fraction")]
    Fraction,
    #[error("is too much")]
    TooMuch,
}

/// Reads an amount of a currency: `125`, `125.5`, `125,50`, `1,250.00`, `1'250`. One point or comma before at most as many digits
/// as the currency has places is the decimal one. What could mean two amounts is none.
///
/// # Errors
/// [`WrittenProblem`].
pub fn read(text: &str, currency: Currency) -> Result<Money, WrittenProblem> {
    let text: String = text.trim().chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}')).collect();
    let places = usize::from(currency.exponent());
    let split = split(&text.replace(['\'', '’'], "'"), places)?;
    let padded = format!("{}{:0<places$}", split.whole, split.fraction);
    let digits = padded.trim_start_matches('0');
    if digits.len() > 12 {
        return Err(WrittenProblem::TooMuch);
    }
    let amount = if digits.is_empty() { Ok(0) } else { digits.parse() };
    let amount = amount.map_err(|_| WrittenProblem::Unreadable)?;
    Money::new(amount, currency).map_err(|_| WrittenProblem::TooMuch)
}

/// The amount without its currency, as [`read`] takes it: `125.00`.
#[must_use]
pub fn without_currency(money: Money) -> String {
    let text = money.to_string();
    text.split(' ').next().unwrap_or_default().to_owned()
}

/// The digits before and after the decimal sign.
struct Split {
    whole: String,
    fraction: String,
}

const SIGNS: [char; 3] = ['.', ',', '\''];

fn split(text: &str, places: usize) -> Result<Split, WrittenProblem> {
    let unreadable = WrittenProblem::Unreadable;
    if text.is_empty() || text.len() > 40 || !text.chars().all(|c| c.is_ascii_digit() || SIGNS.contains(&c)) {
        return Err(unreadable);
    }
    let Some(last) = text.rfind(SIGNS) else {
        return Ok(Split { whole: text.to_owned(), fraction: String::new() });
    };
    let (head, tail) = (&text[..last], &text[last + 1..]);
    let sign = text[last..].chars().next().ok_or(unreadable)?;
    let is_only_sign = !head.contains(SIGNS);
    let is_other_sign = !head.contains(sign);
    // A sign of its own kind, before as many digits as a fraction has.
    if sign != '\'' && is_other_sign && !tail.is_empty() && tail.len() <= places {
        return Ok(Split { whole: grouped(head)?, fraction: tail.to_owned() });
    }
    // `1.250` may mean two amounts where the currency has places, and one where it has none.
    if tail.len() == 3 && (sign == '\'' || !is_only_sign || places == 0) {
        return Ok(Split { whole: grouped(text)?, fraction: String::new() });
    }
    let is_fraction = sign != '\'' && is_only_sign && (1..=2).contains(&tail.len()) && places < tail.len();
    Err(if is_fraction { WrittenProblem::Fraction } else { unreadable })
}

/// The digits of a number whose groups of three one sign parts.
fn grouped(text: &str) -> Result<String, WrittenProblem> {
    let Some(sign) = text.chars().find(|c| SIGNS.contains(c)) else {
        return if text.is_empty() { Err(WrittenProblem::Unreadable) } else { Ok(text.to_owned()) };
    };
    let groups: Vec<&str> = text.split(sign).collect();
    let is_good = groups.iter().enumerate().all(|(at, group)| {
        let fits = if at == 0 { (1..=3).contains(&group.len()) } else { group.len() == 3 };
        fits && group.bytes().all(|byte| byte.is_ascii_digit())
    });
    if is_good { Ok(groups.concat()) } else { Err(WrittenProblem::Unreadable) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, code: &str, expected: Result<i64, WrittenProblem>) {
        let currency = Currency::of_code(code).expect("a currency");
        let seen = read(text, currency).map(Money::amount);
        assert_eq!(seen, expected, "{text} {code}");
        if let Ok(amount) = seen {
            let again = without_currency(Money::new(amount, currency).expect("an amount"));
            assert_eq!(read(&again, currency).map(Money::amount), Ok(amount), "{again} {code}");
        }
    }

    #[test]
    fn amounts_are_read_in_the_unit_of_the_currency() {
        for (text, code, amount) in [
            ("125", "EUR", 12_500),
            ("125.00", "EUR", 12_500),
            ("125,5", "EUR", 12_550),
            (" 1 250,00 ", "EUR", 125_000),
            ("1,250.00", "USD", 125_000),
            ("1.250,00", "EUR", 125_000),
            ("1'250.00", "CHF", 125_000),
            ("1’250", "CHF", 125_000),
            ("1,250,000", "USD", 125_000_000),
            ("0", "EUR", 0),
            ("0.05", "EUR", 5),
            ("8000", "JPY", 8_000),
            ("8,000", "JPY", 8_000),
            ("8.000", "JPY", 8_000),
            ("1.234", "KWD", 1_234),
            ("1.2", "KWD", 1_200),
            ("12", "KWD", 12_000),
            ("9999999999.99", "EUR", 999_999_999_999),
        ] {
            check(text, code, Ok(amount));
        }
    }

    #[test]
    fn what_could_mean_two_amounts_is_none() {
        for (text, code) in [
            ("1.250", "EUR"),
            ("1,250", "EUR"),
            ("1.2.3", "EUR"),
            ("12,34,56", "EUR"),
            ("1,2,50.00", "EUR"),
            ("", "EUR"),
            (".50", "EUR"),
            ("5.", "EUR"),
            ("-5", "EUR"),
            ("5 €", "EUR"),
            ("1e3", "EUR"),
            ("٣", "EUR"),
        ] {
            check(text, code, Err(WrittenProblem::Unreadable));
        }
    }

    #[test]
    fn nothing_is_charged_a_hundredfold() {
        check("80.00", "JPY", Err(WrittenProblem::Fraction));
        check("80.5", "JPY", Err(WrittenProblem::Fraction));
        check("10000000000", "EUR", Err(WrittenProblem::TooMuch));
        check("1000000000000", "JPY", Err(WrittenProblem::TooMuch));
    }
}
