//! Notices in French. Colons and question marks follow a no-break space, as French typography has it.

use super::Kind;
use super::labels::{Labels, with};

/// Stands between a subject and the job.
pub(super) const COLON: &str = "\u{a0}: ";

pub(super) const LABELS: Labels = Labels {
    when: "Quand",
    previously: "Auparavant",
    place: "Lieu",
    job: "Poste",
    candidate: "Candidature de",
    interviewers: "Entretien avec",
    service: "Prestation",
    client: "Client",
    staff: "Avec",
    code: "Code",
    webhook: "Webhook",
    reason: "Motif",
    returned: "Remboursement",
    offered: "Horaires libres",
    valid_until: "Valable jusqu’au",
    contact: "Contact",
    conflict: "Conflit",
    join: "Participer",
    reschedule: "Déplacer",
    cancel: "Annuler le rendez-vous",
    accept: "Accepter",
    decline: "Décliner",
    link_hint: "Si le bouton ne fonctionne pas, copiez cette adresse dans votre navigateur\u{a0}:",
    own_room: "Vous vous parlez sur cette page, avec le son et l’image. Il n’y a rien à installer\u{a0}; un navigateur avec un microphone suffit.",
    automatic: "Ce message a été envoyé automatiquement.",
};

/// What the subject begins with.
pub(super) fn subject(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "Invitation à un entretien",
        Kind::TimeChanged => "Nouvel horaire de votre entretien",
        Kind::Changed => "Votre entretien a changé",
        Kind::Cancelled => "Entretien annulé",
        Kind::Postponed => "Entretien reporté",
        Kind::Released => "Entretien sans vous",
        Kind::Readdressed => "Invitation envoyée à une autre adresse",
        Kind::Reminder => "Rappel de votre entretien",
        Kind::RoomReady => "Lien vers votre entretien en ligne",
        Kind::RoomChanged => "Nouveau lien vers votre entretien en ligne",
        Kind::ConflictFound => "Conflit d’horaire",
        Kind::WebhookDisabled => "Un webhook a été désactivé",
        Kind::HandOffFailed => "L’entretien avec l’IA n’a pas pu démarrer",
        Kind::PasswordReset => "Réinitialisation de votre mot de passe",
        Kind::Booked => "Rendez-vous confirmé",
        Kind::AppointmentMoved => "Nouvel horaire de votre rendez-vous",
        Kind::AppointmentChanged => "Votre rendez-vous a changé",
        Kind::AppointmentCancelled => "Rendez-vous annulé",
        Kind::AppointmentReminder => "Rappel de votre rendez-vous",
        Kind::AppointmentReleased => "Rendez-vous sans vous",
        Kind::AppointmentConflict => "Conflit pour un rendez-vous",
        Kind::MoneyReturned => "Votre argent vous est rendu",
        Kind::ExcessReturned => "De l’argent vous est rendu",
        Kind::MoveAsked => "Un autre horaire vous convient-il\u{a0}?",
        Kind::ChooseTime => "Choisissez l’horaire de votre entretien",
        Kind::Code => "Votre code",
    }
}

/// The heading of the page.
pub(super) fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation => "Votre invitation à un entretien",
        Kind::TimeChanged => "L’entretien a été déplacé",
        Kind::Changed => "L’entretien a changé",
        Kind::Cancelled => "L’entretien a été annulé",
        Kind::Postponed => "L’entretien attend un nouvel horaire",
        Kind::Released => "L’entretien aura lieu sans vous",
        Kind::Readdressed => "Vous êtes invité à une autre adresse",
        Kind::Reminder => "Votre entretien approche",
        Kind::RoomReady => "La salle en ligne est prête",
        Kind::RoomChanged => "La salle en ligne a changé",
        Kind::ConflictFound => "Un entretien demande votre attention",
        Kind::WebhookDisabled => "Un webhook a été désactivé",
        Kind::HandOffFailed => "Un entretien avec l’IA demande votre attention",
        Kind::PasswordReset => "Choisissez un nouveau mot de passe",
        Kind::Booked => "Votre rendez-vous est réservé",
        Kind::AppointmentMoved => "Le rendez-vous a été déplacé",
        Kind::AppointmentChanged => "Le rendez-vous a changé",
        Kind::AppointmentCancelled => "Le rendez-vous a été annulé",
        Kind::AppointmentReminder => "Votre rendez-vous approche",
        Kind::AppointmentReleased => "Le rendez-vous aura lieu sans vous",
        Kind::AppointmentConflict => "Un rendez-vous demande votre attention",
        Kind::MoneyReturned => "Votre paiement est arrivé trop tard",
        Kind::ExcessReturned => "Vous avez payé plus que ce qui est conservé",
        Kind::MoveAsked => "Un autre horaire est proposé",
        Kind::ChooseTime => "Choisissez votre horaire",
        Kind::Code => "Montrez que cette adresse est la vôtre",
    }
}

/// The first sentence; the job's title may be empty.
pub(super) fn lead(kind: Kind, company: &str, job: &str) -> String {
    let interview = with("entretien", " pour le poste ", job);
    let appointment = with("rendez-vous", "\u{a0}: ", job);
    match kind {
        Kind::Invitation => format!("{company} vous invite à un {interview}."),
        Kind::TimeChanged => format!("L’{interview} aura lieu à un autre moment."),
        Kind::Changed => format!("L’{interview} a changé. Voici ce qui vaut désormais."),
        Kind::Cancelled => format!("L’{interview} n’aura pas lieu."),
        Kind::Postponed => format!("L’{interview} n’aura pas lieu à cet horaire et en attend un autre."),
        Kind::Released => format!("Vous ne participez plus à l’{interview}."),
        Kind::Readdressed => {
            format!("L’invitation à l’{interview} est partie à une autre adresse. Elle ne vaut plus ici.")
        }
        Kind::Reminder => format!("Nous vous rappelons l’{interview}."),
        Kind::RoomReady => {
            format!("L’{interview} a lieu en ligne. Ce lien vous permet d’y participer le moment venu.")
        }
        Kind::RoomChanged => format!(
            "L’{interview} a une nouvelle salle en ligne. Utilisez ce lien\u{a0}; le précédent n’est plus valable."
        ),
        Kind::ConflictFound => format!("Quelque chose s’oppose à l’{interview}."),
        Kind::WebhookDisabled => {
            format!("Un webhook de {company} a échoué à plusieurs reprises et ne reçoit plus d’événements.")
        }
        Kind::HandOffFailed => {
            format!("L’{interview} mené par l’IA n’a pas pu être transmis à son prestataire.")
        }
        Kind::PasswordReset => format!(
            "Quelqu’un, sans doute vous, a demandé un nouveau mot de passe pour votre compte chez {company}."
        ),
        Kind::Booked => format!("Le {appointment} chez {company} est réservé."),
        Kind::AppointmentMoved => format!("Le {appointment} a désormais lieu à un autre horaire."),
        Kind::AppointmentChanged => {
            format!("Les informations du {appointment} ont changé. Voici ce qui vaut maintenant.")
        }
        Kind::AppointmentCancelled => format!("Le {appointment} n’aura pas lieu."),
        Kind::AppointmentReminder => format!("Nous vous rappelons le {appointment}."),
        Kind::AppointmentReleased => format!("Vous ne participez plus au {appointment}."),
        Kind::AppointmentConflict => format!("Quelque chose s’oppose au {appointment}."),
        Kind::MoneyReturned => {
            format!(
                "Votre paiement à {company} est arrivé quand cet horaire n’était plus disponible ({appointment}). Il vous est rendu en entier."
            )
        }
        Kind::ExcessReturned => format!("{company} garde moins que ce que vous avez payé ({appointment})."),
        Kind::MoveAsked => {
            format!("{company} souhaite déplacer le {appointment}. Rien ne change sans votre accord.")
        }
        Kind::ChooseTime => {
            format!(
                "{company} souhaite vous rencontrer pour l’{interview}. Choisissez l’horaire qui vous convient."
            )
        }
        Kind::Code => format!(
            "Quelqu’un, probablement vous, réserve chez {company} avec cette adresse. Ce code termine la réservation."
        ),
    }
}

/// What the button says.
pub(super) fn button(kind: Kind) -> &'static str {
    match kind {
        Kind::Invitation | Kind::TimeChanged | Kind::Changed | Kind::Reminder | Kind::HandOffFailed => {
            "Voir l’entretien"
        }
        Kind::Cancelled | Kind::Postponed | Kind::Released | Kind::Readdressed => "Voir les détails",
        Kind::RoomReady | Kind::RoomChanged => "Rejoindre l’entretien",
        Kind::ConflictFound => "Résoudre le conflit",
        Kind::WebhookDisabled => "Ouvrir le webhook",
        Kind::PasswordReset => "Choisir un mot de passe",
        Kind::Booked => "Voir le rendez-vous",
        Kind::AppointmentMoved => "Voir le rendez-vous",
        Kind::AppointmentChanged => "Voir le rendez-vous",
        Kind::AppointmentCancelled => "Voir les détails",
        Kind::AppointmentReminder => "Voir le rendez-vous",
        Kind::AppointmentReleased => "Voir les détails",
        Kind::AppointmentConflict => "Résoudre le conflit",
        Kind::MoneyReturned | Kind::ExcessReturned => "Voir les détails",
        Kind::MoveAsked => "Répondre",
        Kind::ChooseTime => "Choisir un horaire",
        Kind::Code => "Voir les détails",
    }
}

/// The last sentence, where there is something left to say.
pub(super) fn closing(kind: Kind) -> Option<&'static str> {
    let text = match kind {
        Kind::Invitation => "Si cet horaire ne vous convient pas, merci de nous prévenir dès que possible.",
        Kind::TimeChanged => {
            "Si ce nouvel horaire ne vous convient pas, merci de nous prévenir dès que possible."
        }
        Kind::Changed => "Si cela ne vous convient pas, merci de nous prévenir dès que possible.",
        Kind::Cancelled => "Vous n’avez rien à faire. Contactez-nous si vous avez des questions.",
        Kind::Postponed => "Vous serez invité de nouveau dès qu’il y aura un nouvel horaire.",
        Kind::Released => "Votre temps est de nouveau libre\u{a0}; vous n’avez rien à faire.",
        Kind::Readdressed => "Si vous n’avez pas d’autre adresse, merci de nous prévenir.",
        Kind::ConflictFound => "L’entretien reste inchangé tant que personne ne le modifie.",
        Kind::WebhookDisabled => {
            "Réactivez-le quand son destinataire fonctionnera\u{a0}; ce qu’il a manqué pourra être renvoyé."
        }
        Kind::PasswordReset => {
            "Si ce n’était pas vous, ignorez ce message\u{a0}; votre mot de passe ne change pas."
        }
        Kind::Booked => "Vous pouvez le déplacer ou l’annuler sur sa page.",
        Kind::AppointmentMoved => {
            "Si le nouvel horaire ne vous convient pas, déplacez-le ou annulez-le sur sa page."
        }
        Kind::AppointmentChanged => "Si cela ne vous convient pas, merci de nous le dire dès que possible.",
        Kind::AppointmentCancelled => "Vous n’avez rien à faire. Contactez-nous si vous avez des questions.",
        Kind::AppointmentReleased => "Votre temps est de nouveau libre\u{a0}; vous n’avez rien à faire.",
        Kind::AppointmentConflict => "Le rendez-vous reste tel quel jusqu’à ce que quelqu’un le change.",
        Kind::MoneyReturned | Kind::ExcessReturned => {
            "Le délai jusqu’à l’arrivée de l’argent dépend de votre banque."
        }
        Kind::MoveAsked => "Sans réponse, le rendez-vous reste tel quel.",
        Kind::ChooseTime => "Tant que vous n’avez pas choisi, rien n’est réservé.",
        Kind::Code => "Si ce n’était pas vous, ignorez ce message\u{a0}; rien n’est réservé sans le code.",
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
