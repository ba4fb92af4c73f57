//! Whom a refusal is about: the recipient or the message, or those who send. The latter can be put right by somebody, for all
//! messages at once, and is no word about any recipient.

/// What a server refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    Sender,
    Recipient,
    /// The whole message, before or after its text.
    Text,
}

/// What servers write of those who send, and of nobody else, in small letters.
const OF_US: [&str; 12] = [
    "relay",
    "rcpthosts",
    "sender",
    "authenticat",
    "client host",
    "blocked using",
    "sending limit",
    "sending quota",
    "daily",
    "per hour",
    "rate limit",
    "too many messages",
];

/// The last two numbers of an enhanced status code (RFC 3463).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Status {
    subject: u16,
    detail: u16,
}

impl Status {
    /// That at the beginning of what a server said.
    fn of(said: &str) -> Option<Self> {
        let mut parts = said.split_whitespace().next()?.split('.');
        let class: u16 = parts.next()?.parse().ok()?;
        let (subject, detail) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        (class == 5 && parts.next().is_none()).then_some(Self { subject, detail })
    }
}

/// Whether an answer for good is about our log-in (RFC 4954, 6), our sender, the relaying or a limit of how much we send.
pub(super) fn is_about_us(refused: Refused, code: u16, said: &str) -> bool {
    if matches!(code, 530 | 534 | 535 | 538) || refused == Refused::Sender {
        return true;
    }
    let said = said.to_ascii_lowercase();
    let names_us =
        !said.contains("recipient address rejected") && OF_US.iter().any(|word| said.contains(word));
    let Some(Status { subject, detail }) = Status::of(&said) else { return code == 503 || names_us };
    match (subject, detail) {
        // The sender's address, how much is sent, the order of commands.
        (1, 7 | 8) | (4, 5) | (5, 1) => true,
        // The recipient's address, their mailbox, their route, the size and the content of the message.
        (1 | 2 | 4 | 6, _) | (3, 4) => false,
        // The recipient's address belongs to somebody else by now (RFC 7293).
        (7, 17..=19) => false,
        // Log-ins (RFC 5248), signatures of domains (RFC 7372), and what Microsoft adds to them.
        (7, 8..=14 | 20..=29 | 57..) => true,
        (7, _) if refused == Refused::Recipient => !said.contains("recipient address rejected"),
        _ => names_us,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(refused: Refused, about_us: bool, answers: &[&str]) {
        for answer in answers {
            let (code, said) = answer.split_once(' ').expect("a code");
            let code = code.parse().expect("a number");
            assert_eq!(is_about_us(refused, code, said), about_us, "{refused:?}: {answer}");
        }
    }

    #[test]
    fn a_refused_sender_is_no_recipient() {
        check(
            Refused::Sender,
            true,
            &[
                "550 5.7.1 sender rejected",
                "553 5.7.1 <x>: Sender address rejected: not owned by user",
                "501 5.1.7 bad sender address syntax",
                "552 5.3.4 message too big",
                "550 no",
            ],
        );
    }

    #[test]
    fn at_a_recipient_relaying_and_log_ins_are_ours() {
        check(
            Refused::Recipient,
            true,
            &[
                "554 5.7.1 <x>: Relay access denied",
                "550 5.7.1 Unable to relay",
                "550 5.7.1 Client host rejected: Access denied",
                "550 5.7.1 <x>: Sender address rejected: not owned by user",
                "550 5.1.8 <a@b>: Sender address rejected: Domain not found",
                "530 5.7.1 Client was not authenticated",
                "503 5.5.1 need AUTH",
                "503 sender not yet given",
                "550 relay not permitted",
                "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
                "550 5.4.5 Daily user sending limit exceeded",
            ],
        );
        check(
            Refused::Recipient,
            false,
            &[
                "550 5.1.1 no such user",
                "550 5.1.1 <x>: Recipient address rejected: User unknown in relay recipient table",
                "550 <x>: Recipient address rejected: User unknown in relay recipient table",
                "554 5.7.1 <x>: Recipient address rejected: Access denied",
                "550 5.1.10 null MX",
                "550 5.2.1 The user you are trying to contact is receiving mail at a rate that",
                "552 5.2.2 Mailbox full",
                "550 5.4.1 Recipient address rejected: Access denied",
                "550 5.5.0 Requested action not taken: mailbox unavailable",
                "550 5.7.17 the mailbox has another owner",
                "551 user not local",
                "550 no such user",
            ],
        );
    }

    #[test]
    fn at_the_text_limits_and_signatures_are_ours() {
        check(
            Refused::Text,
            true,
            &[
                "550 5.4.5 Daily user sending limit exceeded",
                "550 5.7.26 unauthenticated email is not accepted",
                "550 5.7.1 Unauthenticated email is not accepted due to the domain's DMARC policy",
                "554 5.5.1 no valid recipients",
                "550 too many messages",
            ],
        );
        check(
            Refused::Text,
            false,
            &["554 5.7.1 this looks like spam", "552 5.2.2 over quota", "552 5.3.4 too big", "554 5.6.0 no"],
        );
    }
}
