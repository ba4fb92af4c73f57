use super::*;

fn check(text: &str, host: (&str, u16), security: Security, credentials: Option<(&str, &str)>) {
    let settings = SmtpSettings::parse(&format!("{text}from=a@example.org"), None).expect(text);
    assert_eq!((settings.host.as_str(), settings.port), host, "{text}");
    assert_eq!((settings.security, settings.credentials()), (security, credentials), "{text}");
    assert_eq!(settings.hello, "example.org", "{text}");
    assert!(!format!("{settings:?}").contains("s3cr3t"), "{text}");
}

#[test]
fn addresses_of_relays() {
    use Security::{Implicit, Offered, Plain, Required};
    let me = Some(("me", "s3cr3t"));
    check("smtp://mail.example.org?", ("mail.example.org", 25), Offered, None);
    check("smtp://mail.example.org/?", ("mail.example.org", 25), Offered, None);
    check("smtp://me:s3cr3t@mail.example.org?", ("mail.example.org", 587), Required, me);
    check("smtp://me:s3cr3t@mail.example.org:2525?tls=none&", ("mail.example.org", 2525), Plain, me);
    check("smtp://me:s3cr3t@mail.example.org?tls=starttls&", ("mail.example.org", 587), Offered, me);
    check("smtp://127.0.0.1?tls=required&", ("127.0.0.1", 25), Required, None);
    check("smtps://[::1]?", ("::1", 465), Implicit, None);
    check("smtps://me:s3cr3t@mail.example.org?", ("mail.example.org", 465), Implicit, me);
    let odd = Some(("me@example.org", "s3cr3t+/:%é"));
    check("smtps://me%40example.org:s3cr3t+%2F%3A%25%C3%A9@h?", ("h", 465), Implicit, odd);
}

#[test]
fn what_is_wrong_is_named_and_not_shown() {
    let check = |text: &str, expected: &BadSmtpSettings| {
        let error = SmtpSettings::parse(text, None).expect_err(text);
        assert_eq!(&error, expected, "{text}");
        assert!(!format!("{error} {error:?}").contains("s3cr3t"), "{text}");
    };
    check("", &BadSmtpSettings::NoUrl);
    check("mail.example.org", &BadSmtpSettings::NoUrl);
    check("http://me:s3cr3t@h", &BadSmtpSettings::Scheme);
    check("smtp://", &BadSmtpSettings::Host);
    check("smtp:s3cr3t", &BadSmtpSettings::Path);
    check("smtp://h/s3cr3t", &BadSmtpSettings::Path);
    check("smtp://h#s3cr3t", &BadSmtpSettings::Path);
    check("smtp://s3cr3t@h?from=a@b.org", &BadSmtpSettings::Credentials);
    check("smtp://:s3cr3t@h?from=a@b.org", &BadSmtpSettings::Credentials);
    check("smtp://me:s3cr3t%0D%0A@h?from=a@b.org", &BadSmtpSettings::Characters);
    check("smtp://me:s3cr3t%FF@h?from=a@b.org", &BadSmtpSettings::Characters);
    check("smtp://h?tls=s3cr3t", &BadSmtpSettings::Tls);
    check("smtps://h?tls=none&from=a@b.org", &BadSmtpSettings::Tls);
    check("smtp://h?password=s3cr3t", &BadSmtpSettings::Option);
    check("smtp://h?hello=a%20b", &BadSmtpSettings::Hello);
    check("smtp://h", &BadSmtpSettings::NoSender);
    let no_address = SmtpSettings::parse("smtp://h?from=s3cr3t", None).expect_err("no address");
    assert!(matches!(no_address, BadSmtpSettings::From(_)), "{no_address}");
}

#[test]
fn a_sender_beside_the_address() {
    let sender = Mailbox::parse("Acme <no-reply@example.org>").expect("a mailbox");
    let check = |text: &str, expected: &str, hello: &str| {
        let settings = SmtpSettings::parse(text, Some(&sender)).expect(text);
        assert_eq!((settings.from.address.as_str(), settings.hello.as_str()), (expected, hello), "{text}");
    };
    check("smtp://h", "no-reply@example.org", "example.org");
    check("smtp://h?from=A%20%3Ca+b@example.net%3E", "a+b@example.net", "example.net");
    check("smtp://h?hello=app.example.com", "no-reply@example.org", "app.example.com");
}
