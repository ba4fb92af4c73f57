//! What people were told by mail: all that was to be sent has arrived, and what everybody heard last is true.

use super::{Findings, Scene};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A stored message.
struct Message {
    header: String,
    state: String,
    interview: String,
    person: String,
    /// `REQUEST` or `CANCEL`.
    method: String,
    /// When the interview starts, as it was told.
    start: String,
    sequence: String,
}

pub(super) fn check(scene: &Scene<'_>, findings: &mut Findings) -> Result<()> {
    let messages = stored(scene)?;
    arrivals(scene, &messages, findings);
    let mut last: BTreeMap<(&str, &str), &Message> = BTreeMap::new();
    let mut said = BTreeSet::new();
    let mut twice = Vec::new();
    for message in &messages {
        last.insert((&message.interview, &message.person), message);
        let news = [&message.interview, &message.person, &message.method, &message.sequence, &message.start];
        if message.state == "sent" && !said.insert(news) {
            twice.push(&message.header);
        }
    }
    findings.wrong("messages that say what another one said", &twice);
    // What people know: to be there at that time, or nothing.
    let invited = last.values().filter(|message| message.method == "REQUEST");
    let known = invited.map(|it| format!("{} {} {} {}", it.interview, it.person, it.start, it.state));
    let known: Vec<String> = known.collect();
    findings.compare("what people were told last", to_know(scene)?, known);
    Ok(())
}

/// In the order in which they were written.
fn stored(scene: &Scene<'_>) -> Result<Vec<Message>> {
    let sql = scene.sql;
    let columns = [
        "header_id".into(),
        "state".into(),
        sql.id("interview_id"),
        "person".into(),
        "method".into(),
        sql.seconds("starts_at"),
        "sequence".into(),
    ];
    let rows = sql.columns(&columns, "messages WHERE method IS NOT NULL ORDER BY sequence, id")?;
    let message = |row: Vec<String>| {
        let [header, state, interview, person, method, start, sequence] = row.try_into().ok()?;
        Some(Message { header, state, interview, person, method, start, sequence })
    };
    Ok(rows.into_iter().filter_map(message).collect())
}

/// Everybody who takes part in an interview that takes place was told its time last, and by a message that was sent.
fn to_know(scene: &Scene<'_>) -> Result<Vec<String>> {
    let sql = scene.sql;
    let starts = sql.columns(&[sql.id("id"), sql.seconds("starts_at")], "slots")?;
    let starts: BTreeMap<String, String> =
        starts.into_iter().filter_map(|row| <[String; 2]>::try_from(row).ok()).map(Into::into).collect();
    let confirmed = scene.journal.confirmed_slots();
    let people = confirmed.iter().flat_map(|(id, (interview, slot))| {
        let start = starts.get(&slot.id).map_or("-", String::as_str);
        let people = [format!("candidate:{}", interview.candidate), format!("user:{}", slot.interviewer)];
        people.map(|person| format!("{id} {person} {start} sent"))
    });
    Ok(people.collect())
}

fn arrivals(scene: &Scene<'_>, messages: &[Message], findings: &mut Findings) {
    let mut arrived: BTreeMap<String, (u64, usize)> = BTreeMap::new();
    let mut differed = Vec::new();
    for letter in scene.sink.arrived() {
        let (digest, times) = arrived.entry(letter.id.clone()).or_insert((letter.digest, 0));
        *times += 1;
        if *digest != letter.digest {
            differed.push(letter.id);
        }
    }
    findings.wrong("messages that were sent again with another text", &differed);
    let unsettled = messages.iter().filter(|it| !matches!(it.state.as_str(), "sent" | "superseded"));
    let unsettled: Vec<String> = unsettled.map(|it| format!("{} {}", it.header, it.state)).collect();
    findings.wrong("messages that were not sent", &unsettled);
    let lost = messages.iter().filter(|it| it.state == "sent" && !arrived.contains_key(&it.header));
    findings.wrong("messages that never arrived", &lost.map(|it| &it.header).collect::<Vec<_>>());
    let known: BTreeSet<&str> = messages.iter().map(|message| message.header.as_str()).collect();
    let strange = arrived.keys().filter(|id| !known.contains(id.as_str()));
    findings.wrong("messages of which the product knows nothing", &strange.collect::<Vec<_>>());
    findings.messages = arrived.len();
    findings.messages_again = arrived.values().map(|(_, times)| times - 1).sum();
}
