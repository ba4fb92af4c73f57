//! `/app/settings/outbox`: the messages that were sent, and what became of them.

use crate::kit::field::Field;
use crate::kit::list::{Asked, Cell, Empty, ListPage, Row, Table, newest};
use crate::kit::outcome::{done, settled};
use crate::kit::page::{Answered, Page, Submitted};
use crate::kit::refused::Action as Way;
use crate::kit::sheet::id_in;
use crate::kit::shell::Shell;
use crate::kit::texts::Texts;
use actix_web::web;
use app::notifications as messages;
use askama::Template;
use domain::access::actions::ReadMessages;
use domain::effect::Topic;
use domain::message::{Message, MessageKind, MessageState};
use domain::{Meeting, MessageId};
use http_kit::{Routes, resource};
use persistence::store::collection::SortKey;
use persistence::store::messages::Filter;

const PATH: &str = "/app/settings/outbox";

pub(crate) fn routes(routes: &mut Routes) {
    routes
        .service(resource(PATH).get(list))
        .service(resource("/app/settings/outbox/{id}").get(look))
        .service(resource("/app/settings/outbox/{id}/again").post(again));
}

fn tone(state: MessageState) -> &'static str {
    match state {
        MessageState::Sent => "good",
        MessageState::Failed | MessageState::Refused => "bad",
        MessageState::Waiting => "warn",
        _ => "",
    }
}

fn state_of(texts: Texts, state: MessageState) -> String {
    texts.say(&format!("mail-{}", state.name()))
}

fn kind_of(texts: Texts, kind: MessageKind) -> String {
    let key = format!("mail-kind-{}", kind.name().replace('_', "-"));
    texts.known(&key).unwrap_or_else(|| kind.name().replace('_', " "))
}

async fn list(page: Page<ReadMessages>) -> Answered {
    let texts = page.visitor.texts;
    let asked = Asked::new(&page.visitor, newest(SortKey::CreatedAt));
    let filter = Filter {
        state: asked.param("state").and_then(MessageState::named),
        kind: asked.param("kind").and_then(MessageKind::named),
        interview: None,
        appointment: None,
    };
    let part = asked.part();
    let mut found = page.read(move |tx, permit| messages::list(tx, permit, &filter, &part)).await?;
    let next = asked.cut(&mut found, |message: &Message| (message.id, None));
    let row = |message: &Message| {
        let cells = vec![
            Cell::Link {
                path: format!("{PATH}/{}", message.id),
                text: message.content.subject.clone(),
                under: format!("{} <{}>", message.content.to_name, message.content.to_address),
            },
            Cell::text(kind_of(texts, message.content.kind)),
            Cell::badge(tone(message.state), state_of(texts, message.state)),
            Cell::text(page.clock.short(message.created_at, page.now)),
        ];
        Row { pick: None, cells }
    };
    let heading = texts.say("settings-outbox");
    let mut columns = vec![Asked::column(texts.say("mail-subject")), Asked::column(texts.say("mail-kind"))];
    columns.push(Asked::column(texts.say("state")));
    columns.push(asked.sorted(SortKey::CreatedAt, "created", texts.say("when")));
    page.show(&ListPage {
        shell: page.shell(&heading).hearing(&[Topic::Messages]),
        intro: Some(texts.say("settings-outbox-words")),
        create: Vec::new(),
        path: PATH.into(),
        filters: filters(texts, &asked),
        is_filtered: asked.is_filtered(),
        next,
        first: asked.first(),
        csv: None,
        empty: Empty {
            why: texts.say(if asked.is_filtered() { "empty-filtered" } else { "mail-none" }),
            actions: vec![Way { path: PATH.into(), text: texts.say("filter-clear") }],
        },
        bulk: None,
        table: Table { caption: heading.clone(), columns, rows: found.iter().map(row).collect() },
        heading,
    })
}

fn filters(texts: Texts, asked: &Asked<'_>) -> Vec<Field> {
    let mut states = vec![(String::new(), texts.say("filter-all"))];
    let mut kinds = states.clone();
    states.extend(MessageState::ALL.iter().map(|one| (one.name().to_owned(), state_of(texts, *one))));
    kinds.extend(MessageKind::ALL.iter().map(|one| (one.name().to_owned(), kind_of(texts, *one))));
    vec![
        Field::select("state", texts.say("state"), states).value(asked.param("state").unwrap_or_default()),
        Field::select("kind", texts.say("mail-kind"), kinds).value(asked.param("kind").unwrap_or_default()),
    ]
}

#[derive(Template)]
#[template(path = "mail.html")]
struct MailPage {
    shell: Shell,
    message: Message,
    state: String,
    tone: &'static str,
    when: String,
    interview: Option<String>,
    may_send_again: bool,
}

async fn look(page: Page<ReadMessages>, id: web::Path<String>) -> Answered {
    let id: MessageId = id_in(&page, &id, "message")?;
    let message = page.read(move |tx, permit| messages::get(tx, permit, id)).await?;
    let interview = message.content.about.meeting().and_then(Meeting::interview);
    let interview = interview.map(|id| format!("/app/interviews/{id}"));
    // Nobody sends these again: a link is not kept, and a code is good for minutes.
    let is_short = matches!(message.content.kind, MessageKind::PasswordReset | MessageKind::Code);
    let message = message.shown_to(page.caller.role);
    page.show(&MailPage {
        shell: page.shell(message.content.subject.clone()),
        state: state_of(page.visitor.texts, message.state),
        tone: tone(message.state),
        when: page.clock.moment(message.created_at),
        interview,
        may_send_again: message.state.may_send_again() && !is_short,
        message,
    })
}

async fn again(sent: Submitted<ReadMessages>, id: web::Path<String>) -> Answered {
    let page = sent.page;
    let (id, now): (MessageId, _) = (id_in(&page, &id, "message")?, page.now);
    let permit = page.permit_for(domain::access::Action::ReadMessages)?;
    let sent =
        page.db.write(move |tx: &mut persistence::Tx<'_>| messages::send_again(tx, &permit, id, now)).await;
    settled(&page, "message", sent.map(drop))?;
    Ok(done(&format!("{PATH}/{id}"), "sent-again"))
}
