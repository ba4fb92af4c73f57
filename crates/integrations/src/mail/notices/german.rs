//! Notices in German.

use super::Kind;
use super::labels::{Labels, with};

pub(super) const LABELS: Labels = Labels {
    when: "Wann",
    previously: "Bisher",
    place: "Wo",
    job: "Stelle",
    candidate: "Bewerbung von",
    interviewers: "Gespräch mit",
    service: "Leistung",
    client: "Kunde",
    staff: "Mit",
    code: "Code",
    webhook: "Webhook",
    reason: "Grund",
    returned: "Erstattung",
    offered: "Freie Zeiten",
    valid_until: "Gültig bis",
    contact: "Kontakt",
    conflict: "Konflikt",
    join: "Teilnehmen",
    reschedule: "Verlegen",
    cancel: "Termin absagen",
    accept: "Zusagen",
    decline: "Absagen",
    link_hint: "Falls die Schaltfläche nicht funktioniert, kopieren Sie diese Adresse in Ihren Browser:",
    own_room: "Sie sprechen auf dieser Seite miteinander, mit Ton und Bild. Sie müssen nichts installieren; ein Browser mit Mikrofon genügt.",
    automatic: "Diese Nachricht wurde automatisch versandt.",
};

/// What the subject begins with.
pub(super) fn subject(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "Einladung zum Vorstellungsgespräch",
        Kind::TimeChanged => "Neuer Termin für das Vorstellungsgespräch",
        Kind::Changed => "Neue Angaben zum Vorstellungsgespräch",
        Kind::Cancelled => "Vorstellungsgespräch abgesagt",
        Kind::Postponed => "Vorstellungsgespräch verschoben",
        Kind::Released => "Vorstellungsgespräch ohne Sie",
        Kind::Readdressed => "Einladung an eine andere Adresse gesandt",
        Kind::Reminder => "Erinnerung an das Vorstellungsgespräch",
        Kind::RoomReady => "Link zum Online-Vorstellungsgespräch",
        Kind::RoomChanged => "Neuer Link zum Online-Vorstellungsgespräch",
        Kind::ConflictFound => "Terminkonflikt",
        Kind::WebhookDisabled => "Ein Webhook wurde abgeschaltet",
        Kind::HandOffFailed => "KI-Vorstellungsgespräch konnte nicht gestartet werden",
        Kind::PasswordReset => "Passwort zurücksetzen",
        Kind::Booked => "Termin bestätigt",
        Kind::AppointmentMoved => "Neuer Zeitpunkt für Ihren Termin",
        Kind::AppointmentChanged => "Neue Angaben zu Ihrem Termin",
        Kind::AppointmentCancelled => "Termin abgesagt",
        Kind::AppointmentReminder => "Erinnerung an Ihren Termin",
        Kind::AppointmentReleased => "Termin ohne Sie",
        Kind::AppointmentConflict => "Konflikt bei einem Termin",
        Kind::MoneyReturned => "Ihr Geld wird erstattet",
        Kind::ExcessReturned => "Sie erhalten Geld zurück",
        Kind::MoveAsked => "Passt Ihnen eine andere Zeit?",
        Kind::ChooseTime => "Wählen Sie einen Termin für Ihr Vorstellungsgespräch",
        Kind::Code => "Ihr Code",
    }
}

/// The heading of the page.
pub(super) fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "Einladung zum Vorstellungsgespräch",
        Kind::TimeChanged => "Der Termin wurde verschoben",
        Kind::Changed => "Das Vorstellungsgespräch hat sich geändert",
        Kind::Cancelled => "Das Vorstellungsgespräch wurde abgesagt",
        Kind::Postponed => "Das Vorstellungsgespräch wartet auf einen neuen Termin",
        Kind::Released => "Das Vorstellungsgespräch findet ohne Sie statt",
        Kind::Readdressed => "Sie sind unter einer anderen Adresse eingeladen",
        Kind::Reminder => "Ihr Vorstellungsgespräch steht bevor",
        Kind::RoomReady => "Der Online-Raum ist bereit",
        Kind::RoomChanged => "Der Online-Raum hat sich geändert",
        Kind::ConflictFound => "Ein Vorstellungsgespräch braucht Ihre Aufmerksamkeit",
        Kind::WebhookDisabled => "Ein Webhook wurde abgeschaltet",
        Kind::HandOffFailed => "Ein KI-Vorstellungsgespräch braucht Ihre Aufmerksamkeit",
        Kind::PasswordReset => "Neues Passwort festlegen",
        Kind::Booked => "Ihr Termin ist gebucht",
        Kind::AppointmentMoved => "Der Termin wurde auf eine andere Zeit gelegt",
        Kind::AppointmentChanged => "Der Termin hat sich geändert",
        Kind::AppointmentCancelled => "Der Termin wurde abgesagt",
        Kind::AppointmentReminder => "Ihr Termin steht bevor",
        Kind::AppointmentReleased => "Der Termin findet ohne Sie statt",
        Kind::AppointmentConflict => "Ein Termin braucht Ihre Aufmerksamkeit",
        Kind::MoneyReturned => "Ihre Zahlung kam zu spät",
        Kind::ExcessReturned => "Es wurde mehr bezahlt, als einbehalten wird",
        Kind::MoveAsked => "Eine andere Zeit wird vorgeschlagen",
        Kind::ChooseTime => "Wählen Sie Ihren Termin",
        Kind::Code => "Zeigen Sie, dass dies Ihre Adresse ist",
    }
}

/// The first sentence; the job's title may be empty.
pub(super) fn lead(kind: Kind, company: &str, job: &str) -> String {
    let interview = with("Vorstellungsgespräch", " für die Stelle ", job);
    let appointment = with("Termin", ": ", job);
    match kind {
        Kind::Invitation => format!("{company} lädt Sie zu einem {interview} ein."),
        Kind::TimeChanged => format!("Das {interview} findet zu einer anderen Zeit statt."),
        Kind::Changed => format!("Angaben zum {interview} haben sich geändert. So ist der Stand jetzt."),
        Kind::Cancelled => format!("Das {interview} findet nicht statt."),
        Kind::Postponed => {
            format!("Das {interview} findet nicht zu dieser Zeit statt und wartet auf einen neuen Termin.")
        }
        Kind::Released => format!("Sie nehmen am {interview} nicht mehr teil."),
        Kind::Readdressed => {
            format!("Die Einladung zum {interview} ging an eine andere Adresse. Hier gilt sie nicht mehr.")
        }
        Kind::Reminder => format!("Wir erinnern Sie an das {interview}."),
        Kind::RoomReady => {
            format!("Das {interview} findet online statt. Über diesen Link nehmen Sie zum Termin daran teil.")
        }
        Kind::RoomChanged => format!(
            "Das {interview} hat einen neuen Online-Raum. Bitte verwenden Sie diesen Link; der bisherige gilt nicht mehr."
        ),
        Kind::ConflictFound => {
            format!("Dem {interview} steht etwas entgegen.")
        }
        Kind::WebhookDisabled => format!(
            "Ein Webhook von {company} ist wiederholt fehlgeschlagen und erhält keine Ereignisse mehr."
        ),
        Kind::HandOffFailed => {
            format!("Das KI-{interview} konnte nicht an seinen Anbieter übergeben werden.")
        }
        Kind::PasswordReset => {
            format!("Jemand, vermutlich Sie, hat ein neues Passwort für Ihr Konto bei {company} angefordert.")
        }
        Kind::Booked => format!("Der {appointment} bei {company} ist gebucht."),
        Kind::AppointmentMoved => format!("Der {appointment} findet nun zu einer anderen Zeit statt."),
        Kind::AppointmentChanged => {
            format!("Die Angaben zum {appointment} haben sich geändert. So lauten sie jetzt.")
        }
        Kind::AppointmentCancelled => format!("Der {appointment} findet nicht statt."),
        Kind::AppointmentReminder => format!("Wir erinnern an den {appointment}."),
        Kind::AppointmentReleased => format!("Sie nehmen nicht mehr am {appointment} teil."),
        Kind::AppointmentConflict => format!("Etwas steht dem {appointment} entgegen."),
        Kind::MoneyReturned => {
            format!(
                "Ihre Zahlung an {company} kam an, als die Zeit nicht mehr zu haben war ({appointment}). Sie wird vollständig erstattet."
            )
        }
        Kind::ExcessReturned => format!("{company} behält weniger, als Sie bezahlt haben ({appointment})."),
        Kind::MoveAsked => {
            format!("{company} möchte den {appointment} verlegen. Bis Sie zustimmen, ändert sich nichts.")
        }
        Kind::ChooseTime => format!("{company} lädt Sie zum {interview} ein. Wählen Sie selbst die Zeit."),
        Kind::Code => format!(
            "Jemand, vermutlich Sie, bucht mit dieser Adresse bei {company}. Dieser Code schließt die Buchung ab."
        ),
    }
}

/// What the button says.
pub(super) fn button(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation | Kind::TimeChanged | Kind::Changed | Kind::Reminder | Kind::HandOffFailed => {
            "Termin ansehen"
        }
        Kind::Cancelled | Kind::Postponed | Kind::Released | Kind::Readdressed => "Einzelheiten ansehen",
        Kind::RoomReady | Kind::RoomChanged => "Am Gespräch teilnehmen",
        Kind::ConflictFound => "Konflikt lösen",
        Kind::WebhookDisabled => "Webhook öffnen",
        Kind::PasswordReset => "Neues Passwort festlegen",
        Kind::Booked => "Termin ansehen",
        Kind::AppointmentMoved => "Termin ansehen",
        Kind::AppointmentChanged => "Termin ansehen",
        Kind::AppointmentCancelled => "Einzelheiten ansehen",
        Kind::AppointmentReminder => "Termin ansehen",
        Kind::AppointmentReleased => "Einzelheiten ansehen",
        Kind::AppointmentConflict => "Konflikt lösen",
        Kind::MoneyReturned | Kind::ExcessReturned => "Einzelheiten ansehen",
        Kind::MoveAsked => "Antworten",
        Kind::ChooseTime => "Termin wählen",
        Kind::Code => "Einzelheiten ansehen",
    }
}

/// The last sentence, where there is something left to say.
pub(super) fn closing(kind: Kind) -> Option<&'static str> {
    let text = match kind {
        Kind::Invitation => {
            "Falls Ihnen der Termin nicht passt, geben Sie uns bitte möglichst bald Bescheid."
        }
        Kind::TimeChanged => {
            "Falls Ihnen der neue Termin nicht passt, geben Sie uns bitte möglichst bald Bescheid."
        }
        Kind::Changed => "Falls Ihnen das nicht passt, geben Sie uns bitte möglichst bald Bescheid.",
        Kind::Cancelled => "Sie müssen nichts tun. Bei Fragen wenden Sie sich bitte an uns.",
        Kind::Postponed => "Sie werden wieder eingeladen, sobald es einen neuen Termin gibt.",
        Kind::Released => "Ihre Zeit ist wieder frei; Sie müssen nichts tun.",
        Kind::Readdressed => "Falls Sie von keiner anderen Adresse wissen, geben Sie uns bitte Bescheid.",
        Kind::ConflictFound => "Der Termin bleibt bestehen, bis jemand ihn ändert.",
        Kind::WebhookDisabled => {
            "Schalten Sie ihn wieder ein, sobald sein Empfänger arbeitet; Versäumtes kann erneut gesendet werden."
        }
        Kind::PasswordReset => {
            "Wenn Sie es nicht waren, ignorieren Sie diese Nachricht; Ihr Passwort bleibt unverändert."
        }
        Kind::Booked => "Auf seiner Seite können Sie ihn verlegen oder absagen.",
        Kind::AppointmentMoved => {
            "Passt die neue Zeit nicht, verlegen Sie ihn auf seiner Seite oder sagen ab."
        }
        Kind::AppointmentChanged => "Passt das nicht, sagen Sie uns bitte so bald wie möglich Bescheid.",
        Kind::AppointmentCancelled => "Sie müssen nichts tun. Bei Fragen wenden Sie sich bitte an uns.",
        Kind::AppointmentReleased => "Ihre Zeit ist wieder frei; Sie müssen nichts tun.",
        Kind::AppointmentConflict => "Der Termin bleibt, wie er ist, bis jemand ihn ändert.",
        Kind::MoneyReturned | Kind::ExcessReturned => {
            "Wie lange es dauert, bis das Geld da ist, hängt von Ihrer Bank ab."
        }
        Kind::MoveAsked => "Ohne Antwort bleibt der Termin, wie er ist.",
        Kind::ChooseTime => "Solange Sie nicht wählen, ist nichts gebucht.",
        Kind::Code => {
            "Waren Sie es nicht, ignorieren Sie diese Nachricht; ohne den Code wird nichts gebucht."
        }
        Kind::Reminder
        | Kind::RoomReady
        | Kind::RoomChanged
        | Kind::HandOffFailed
        | Kind::AppointmentReminder => {
            return None;
        }
    };
    Some(text)
}
