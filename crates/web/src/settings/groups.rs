//! `/app/settings/templates/{id}/groups`: which of a template's interviewers have to come, and how many of each group.

use crate::hiring::{Named, people};
use crate::kit::field::{Both, BothPage, kept};
use crate::kit::input::{Errors, Input};
use crate::kit::outcome::{Outcome, done};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::{Action as Way, Refused};
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use actix_web::http::StatusCode;
use actix_web::web;
use app::directory::templates::MAX_GROUPS;
use app::kit::Precondition;
use app::kit::collection::{self, Stored};
use askama::Template;
use domain::access::Permit;
use domain::access::actions::ManageTemplates;
use domain::directory::{Group, Required, TemplateDetails};
use domain::{TemplateId, UserId};
use http_kit::{Form, Routes, resource};
use persistence::Tx;

pub(super) fn routes(routes: &mut Routes) {
    let page = resource("/app/settings/templates/{id}/groups");
    routes.service(page.get(look).post(save));
}

/// A group as the form shows it.
struct Shown {
    /// From 1 on.
    number: String,
    members: Vec<Member>,
    needed: String,
    error: Option<String>,
    /// Whether it is the first that is wrong.
    begins: bool,
}

/// An interviewer, who may be in the group.
struct Member {
    id: i64,
    name: String,
    is_in: bool,
}

#[derive(Template)]
#[template(path = "groups.html")]
struct GroupsPage {
    shell: Shell,
    path: String,
    back: String,
    version: i64,
    groups: Vec<Shown>,
    errors: Errors,
}

impl GroupsPage {
    /// Whether no group is wrong, but something else.
    fn is_wrong_elsewhere(&self) -> bool {
        self.groups.iter().all(|group| group.error.is_none())
    }
}

/// A group as somebody typed it, or as it is stored.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Typed {
    members: Vec<UserId>,
    /// Empty for all of them.
    needed: String,
}

impl Typed {
    fn of(group: &Group) -> Self {
        let needed = match group.required {
            Required::All => String::new(),
            Required::AtLeast(count) => count.to_string(),
        };
        Self { members: group.members.clone(), needed }
    }

    /// For people to read.
    fn told(&self, texts: Texts, known: &[Named<UserId>]) -> String {
        let is_in = |one: &&Named<UserId>| self.members.contains(&one.id);
        let names: Vec<&str> = known.iter().filter(is_in).map(|one| one.name.as_str()).collect();
        match self.needed.trim() {
            "" => names.join(", "),
            needed => format!("{} · {}: {needed}", names.join(", "), texts.say("groups-needed")),
        }
    }
}

/// The groups that are stored. Without any, everybody is one.
fn stored_groups(details: &TemplateDetails) -> Vec<Typed> {
    match &details.groups {
        Some(groups) => groups.iter().map(Typed::of).collect(),
        None => vec![Typed { members: details.interviewers.clone(), needed: String::new() }],
    }
}

/// The groups that a form says: those in which somebody is, or whose number can't be read.
fn typed_groups(form: &Form) -> Vec<Typed> {
    let one = |number: usize| {
        let field = format!("members-{number}");
        let ids = form.all(&field).filter_map(|text| text.trim().parse().ok());
        let needed = form.get(&format!("needed-{number}")).unwrap_or_default();
        Typed { members: ids.map(UserId).collect(), needed: needed.to_owned() }
    };
    let is_number = |text: &str| text.is_empty() || text.parse::<u32>().is_ok();
    let is_said = |group: &Typed| !group.members.is_empty() || !is_number(group.needed.trim());
    (1..=MAX_GROUPS).map(one).filter(is_said).collect()
}

/// The groups; `None` where something is wrong with them, which is noted. One of everybody that needs everybody is none.
fn read(typed: &[Typed], panel: &[UserId], input: &mut Input<'_>) -> Option<Option<Vec<Group>>> {
    let mut groups = Vec::new();
    for (at, one) in typed.iter().enumerate() {
        let members: Vec<UserId> = panel.iter().copied().filter(|user| one.members.contains(user)).collect();
        let count = if members.is_empty() { panel.len() } else { members.len() };
        let most = i64::try_from(count).unwrap_or(i64::MAX);
        let required = match one.needed.trim() {
            "" => Some(Required::All),
            text => text.parse().ok().filter(|count| (1..=most).contains(count)).map(Required::AtLeast),
        };
        match required {
            Some(required) if !members.is_empty() => groups.push(Group { members, required }),
            _ => input.out_of_range(&format!("needed-{}", at + 1), 1..=most),
        }
    }
    let is_everybody = |group: &Group| group.required == Required::All && group.members.len() == panel.len();
    let is_plain = groups.is_empty() || (groups.len() == 1 && groups.iter().all(is_everybody));
    input.errors.is_empty().then(|| (!is_plain).then_some(groups))
}

async fn template(page: &Page<ManageTemplates>, id: TemplateId) -> Result<Stored<TemplateDetails>, Refused> {
    page.read(move |tx, permit| collection::get::<TemplateDetails>(tx, permit, id)).await
}

/// Its interviewers with their names.
async fn panel_of(
    page: &Page<ManageTemplates>,
    template: &Stored<TemplateDetails>,
) -> Result<Vec<Named<UserId>>, Refused> {
    let panel = template.details.interviewers.clone();
    let known = page.read(move |tx, permit| people(tx, permit, &panel)).await?;
    let named = |id: &UserId| Named {
        id: *id,
        name: known.iter().find(|one| one.id == *id).map(|one| one.name.clone()).unwrap_or_default(),
    };
    Ok(template.details.interviewers.iter().map(named).collect())
}

async fn show(
    page: &Page<ManageTemplates>,
    status: StatusCode,
    template: &Stored<TemplateDetails>,
    typed: Vec<Typed>,
    version: i64,
    errors: Errors,
) -> Answered {
    let panel = panel_of(page, template).await?;
    let shown = |(at, group): (usize, &Typed)| Shown {
        number: (at + 1).to_string(),
        members: panel
            .iter()
            .map(|one| Member {
                id: one.id.0,
                name: one.name.clone(),
                is_in: group.members.contains(&one.id),
            })
            .collect(),
        needed: group.needed.clone(),
        error: errors.of(&format!("needed-{}", at + 1)).map(str::to_owned),
        begins: false,
    };
    let rows = (typed.len() + 1).min(MAX_GROUPS);
    let mut typed = typed;
    typed.resize(rows, Typed::default());
    let mut groups: Vec<Shown> = typed.iter().enumerate().map(shown).collect();
    if let Some(first) = groups.iter_mut().find(|group| group.error.is_some()) {
        first.begins = true;
    }
    let path = format!("/app/settings/templates/{}", template.id);
    let heading = page.visitor.texts.with("groups-heading", "name", &template.details.name);
    page.show_as(
        status,
        &GroupsPage {
            shell: page.shell(heading),
            back: format!("{path}/edit"),
            path: format!("{path}/groups"),
            version,
            groups,
            errors,
        },
    )
}

async fn look(page: Page<ManageTemplates>, id: web::Path<String>) -> Answered {
    let template = template(&page, id_in(&page, &id, "interview template")?).await?;
    let mut typed = stored_groups(&template.details);
    // What an explanation proposes is filled in, and stored once somebody sends the form.
    let number = |name: &str| page.visitor.param(name).and_then(|text| text.parse::<usize>().ok());
    let proposed = number("group").and_then(|group| group.checked_sub(1)).zip(number("needed"));
    if let Some((group, needed)) = proposed.and_then(|(at, needed)| Some((typed.get_mut(at)?, needed))) {
        group.needed = needed.to_string();
    }
    let version = template.metadata.version;
    show(&page, StatusCode::OK, &template, typed, version, Errors::default()).await
}

async fn save(sent: Submitted<ManageTemplates>, id: web::Path<String>) -> Answered {
    let Submitted { page, form } = sent;
    let (id, now): (TemplateId, _) = (id_in(&page, &id, "interview template")?, page.now);
    let template = template(&page, id).await?;
    let (typed, mut input) = (typed_groups(&form), Input::new(&form, page.visitor.texts));
    let wanted = read(&typed, &template.details.interviewers, &mut input);
    let seen = Precondition::new(input.version());
    let outcome = match wanted {
        Some(groups) => {
            let work = move |tx: &mut Tx<'_>, permit: &Permit| {
                let change = |details: &mut TemplateDetails| {
                    details.groups.clone_from(&groups);
                    Ok(())
                };
                collection::update(tx, permit, id, &seen, change, now).map(drop)
            };
            Outcome::of(&page, page.write(work).await)?
        }
        None => Outcome::Wrong(input.errors),
    };
    let version = form.get("version").and_then(|text| text.parse().ok()).unwrap_or_default();
    match outcome {
        Outcome::Done(()) => Ok(done("/app/settings/templates", "saved")),
        Outcome::Wrong(errors) => {
            show(&page, StatusCode::UNPROCESSABLE_ENTITY, &template, typed, version, errors).await
        }
        Outcome::Overtaken => both(&page, id, &form, &typed).await,
    }
}

/// The groups that are stored now beside those that were typed.
async fn both(page: &Page<ManageTemplates>, id: TemplateId, form: &Form, typed: &[Typed]) -> Answered {
    let template = template(page, id).await?;
    let (texts, panel) = (page.visitor.texts, panel_of(page, &template).await?);
    let stored = stored_groups(&template.details);
    let told = |groups: &[Typed], at: usize| {
        groups.get(at).map(|group| group.told(texts, &panel)).unwrap_or_default()
    };
    let row = |at: usize| Both {
        label: texts.with("groups-one", "number", &(at + 1).to_string()),
        theirs: told(&stored, at),
        mine: told(typed, at),
    };
    let mut hidden = kept(form, &["version"]);
    hidden.push(("version".into(), template.metadata.version.to_string()));
    let path = format!("/app/settings/templates/{id}/groups");
    page.show_as(
        StatusCode::PRECONDITION_FAILED,
        &BothPage {
            shell: page.shell(page.say("both-heading")),
            rows: (0..stored.len().max(typed.len())).map(row).collect(),
            secrets: Vec::new(),
            action: path.clone(),
            hidden,
            back: Way { path, text: page.say("both-take-theirs") },
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::texts::Texts;

    fn users(ids: &[i64]) -> Vec<UserId> {
        ids.iter().copied().map(UserId).collect()
    }

    #[test]
    fn groups_are_those_in_which_somebody_is() {
        let check = |text: &str, expected: Option<Option<Vec<Group>>>| {
            let form = Form::parse(text.as_bytes());
            let mut input = Input::new(&form, Texts::default());
            let seen = read(&typed_groups(&form), &users(&[1, 2, 3]), &mut input);
            assert_eq!((seen.is_none(), seen), (!input.errors.is_empty(), expected), "{text}");
        };
        let group = |members: &[i64], required| Group { members: users(members), required };
        check("", Some(None));
        check("members-1=1&members-1=2&members-1=3&needed-1=", Some(None));
        let two = group(&[1, 2, 3], Required::AtLeast(2));
        check("members-1=3&members-1=2&members-1=1&needed-1=2", Some(Some(vec![two])));
        let both = vec![group(&[1], Required::All), group(&[2, 3], Required::AtLeast(1))];
        check("members-1=1&needed-1=&members-3=2&members-3=3&needed-3=1", Some(Some(both)));
        check("members-1=1&members-1=2&needed-1=3", None);
        check("members-1=1&needed-1=none", None);
        check("members-1=9&needed-1=", None);
        // Nobody is a group that is taken away; what is no number is said all the same.
        check("needed-1=2", Some(None));
        check("needed-1=all+of+them", None);
    }
}
