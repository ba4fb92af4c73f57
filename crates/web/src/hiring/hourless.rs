//! Interviewers without interview hours, who are offered at every hour of the day: forms say so before somebody asks for them.

use super::names::{Named, options};
use crate::kit::field::Field;
use crate::kit::page::Page;
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::texts::Texts;
use app::interviews::Interviewer;
use app::patterns::unrestricted;
use domain::UserId;
use domain::access::{Action, Asks};
use persistence::Tx;
use std::collections::BTreeSet;

/// The field of who interviews, which says who of them has no hours.
pub(super) fn panel(texts: Texts, people: &[Named<UserId>], without: &BTreeSet<UserId>) -> Field {
    let mut offered = options(people);
    for ((_, text), one) in offered.iter_mut().zip(people) {
        if without.contains(&one.id) {
            *text = texts.with("hourless-name", "name", text);
        }
    }
    let field = Field::many("interviewer_ids", texts.say("interviewers"), offered);
    match people.iter().find(|one| without.contains(&one.id)) {
        Some(first) => field.hint(texts.say("hourless-hint")).way(Some(to_hours(texts, first.id))),
        None => field,
    }
}

/// Where somebody is given hours.
fn to_hours(texts: Texts, user: UserId) -> Way {
    Way { path: format!("/app/hours?user={user}"), text: texts.say("hourless-way") }
}

/// What is said of those of a panel who have no hours, and where they are given some; `None` where all have.
pub(super) async fn warning<A: Asks>(
    page: &Page<A>,
    panel: &[Interviewer],
) -> Result<Option<(String, Way)>, Refused> {
    let texts = page.visitor.texts;
    let permit = page.permit_for(Action::ReadDirectory)?;
    let (company, now) = (page.company, page.now);
    let ids: Vec<UserId> = panel.iter().map(|one| one.id).collect();
    let found = page.db.read(move |tx: &mut Tx<'_>| unrestricted(tx, &permit, company, &ids, now)).await;
    let without = found.map_err(|error| page.refuse(error))?;
    let named: Vec<&Interviewer> = panel.iter().filter(|one| without.contains(&one.id)).collect();
    let Some(first) = named.first() else { return Ok(None) };
    let names: Vec<&str> = named.iter().map(|one| one.name.as_str()).collect();
    Ok(Some((texts.with("hourless-warning", "names", &names.join(", ")), to_hours(texts, first.id))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_hours_is_told_beside_their_name() {
        let named = |id: i64, name: &str| Named { id: UserId(id), name: name.to_owned() };
        let people = [named(4, "Ines"), named(5, "Imre")];
        let field = panel(Texts::default(), &people, &BTreeSet::from([UserId(5)]));
        let said: Vec<&str> = field.options.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(said, ["Ines", "Imre (no interview hours)"]);
        assert_eq!(field.way.map(|way| way.path).as_deref(), Some("/app/hours?user=5"));
        assert!(field.hint.is_some_and(|hint| hint.contains("every hour of the day")));
        let field = panel(Texts::default(), &people, &BTreeSet::new());
        assert_eq!((field.way, field.hint), (None, None));
    }
}
