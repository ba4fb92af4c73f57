//! Tables of command lines. Flags stand for variables too; the process's environment is kept out.

use super::*;
use crate::{LogFormat, LogLevel, Pooler};
use clap::builder::Resettable;
use clap::{CommandFactory, FromArgMatches};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

fn read(flags: &[&str]) -> Result<Settings, Vec<&'static str>> {
    let command = Arguments::command().mut_args(|argument| argument.env(Resettable::Reset));
    let matches = command.try_get_matches_from([&["server"], flags].concat()).expect("known flags");
    let arguments = Arguments::from_arg_matches(&matches).expect("arguments");
    settings(arguments, None).map_err(|mistakes| mistakes.0.iter().map(|mistake| mistake.setting).collect())
}

fn good(flags: &[&str]) -> Settings {
    read(flags).unwrap_or_else(|mistakes| panic!("{flags:?}: {mistakes:?}"))
}

fn check_mistakes(flags: &[&str], expected: &[&str]) {
    assert_eq!(read(flags).err().unwrap_or_default(), expected, "{flags:?}");
}

#[test]
fn defaults_are_the_documented_ones() {
    let settings = good(&[]);
    assert_eq!(settings.database.reveal(), "sqlite://meridian.db");
    let (lifetime, idle) = (Duration::from_secs(1800), Duration::from_secs(600));
    let pool = PoolSettings {
        size: None,
        max_lifetime: Some(lifetime),
        idle_timeout: Some(idle),
        pooler: Pooler::None,
        migrate: true,
    };
    assert_eq!(settings.database_pool, pool);
    assert_eq!(settings.bind_address.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.public_url, "http://127.0.0.1:8080");
    assert_eq!(settings.metrics_address, None);
    assert_eq!(settings.admin_token, None);
    assert!(settings.embedded_worker);
    assert!(!settings.demo_data);
    assert_eq!(settings.private_networks, PrivateNetworks::Named(Vec::new()));
    assert_eq!((settings.shutdown_delay, settings.retention_days), (Duration::ZERO, None));
    assert_eq!(settings.calendar_max_bytes, 25 << 20);
    let limits = settings.company_max;
    assert_eq!((limits.webhooks, limits.calendars, limits.api_keys), (100, 5000, 200));
    assert_eq!(good(&["--company-max-webhooks", "3"]).company_max.webhooks, 3);
    check_mistakes(&["--company-max-api-keys", "0"], &["COMPANY_MAX_API_KEYS"]);
    assert_eq!(good(&["--calendar-max-bytes", "1000"]).calendar_max_bytes, 1000);
    let time = Some(Duration::from_secs(10));
    let bounds = RequestBounds { memory: 192 << 20, time, availability_memory: 64 << 20 };
    assert_eq!(settings.request_bounds, bounds);
    assert_eq!(good(&["--request-time-limit", "off"]).request_bounds.time, None);
    check_mistakes(&["--request-memory", "1000"], &["REQUEST_MEMORY"]);
    check_mistakes(&["--availability-memory-mb=-1"], &["AVAILABILITY_MEMORY_MB"]);
    check_mistakes(&["--availability-memory-mb", "2000000"], &["AVAILABILITY_MEMORY_MB"]);
    assert_eq!((settings.log_format, settings.log_level), (LogFormat::Text, LogLevel::Info));
    assert_eq!(settings.rate_limit, NonZeroU32::new(1200));
    assert_eq!(settings.login_rate_limit, NonZeroU32::new(10));
    assert!(!settings.trust_forwarded_for);
    assert!(settings.notices.is_empty());
}

#[test]
fn limits_are_numbers_or_off() {
    let check = |text: &str, expected: Option<u32>| {
        assert_eq!(good(&["--rate-limit", text]).rate_limit.map(NonZeroU32::get), expected, "{text}");
        let logins = good(&["--login-rate-limit", text]).login_rate_limit;
        assert_eq!(logins.map(NonZeroU32::get), expected, "{text}");
    };
    check("1", Some(1));
    check("1000000", Some(1_000_000));
    check("off", None);
    check("OFF", None);
    for text in ["0", "-1", "1.5", "1000001", "99999999999", "none"] {
        check_mistakes(&[&format!("--rate-limit={text}")], &["RATE_LIMIT"]);
        check_mistakes(&[&format!("--login-rate-limit={text}")], &["LOGIN_RATE_LIMIT"]);
    }
    assert!(good(&["--trust-forwarded-for"]).trust_forwarded_for);
    check_mistakes(&["--trust-forwarded-for=x"], &["TRUST_FORWARDED_FOR"]);
}

#[test]
fn connections_to_the_database_are_kept_as_told() {
    let pool = |flag: &str| good(&[flag]).database_pool;
    assert_eq!(pool("--database-pool-size=32").size, NonZeroU32::new(32));
    assert_eq!(pool("--database-max-lifetime=1").max_lifetime, Some(Duration::from_secs(1)));
    assert_eq!(pool("--database-max-lifetime=off").max_lifetime, None);
    assert_eq!(pool("--database-idle-timeout=604800").idle_timeout, Some(Duration::from_secs(604_800)));
    assert_eq!(pool("--database-idle-timeout=OFF").idle_timeout, None);
    for text in ["0", "-1", "1.5", "1001", "off"] {
        check_mistakes(&[&format!("--database-pool-size={text}")], &["DATABASE_POOL_SIZE"]);
    }
    for text in ["0", "-1", "1.5", "604801", "never"] {
        check_mistakes(&[&format!("--database-max-lifetime={text}")], &["DATABASE_MAX_LIFETIME"]);
        check_mistakes(&[&format!("--database-idle-timeout={text}")], &["DATABASE_IDLE_TIMEOUT"]);
    }
}

#[test]
fn private_networks_are_named_one_by_one() {
    let named = |text: &str| match good(&["--allowed-private-networks", text]).private_networks {
        PrivateNetworks::Named(networks) => networks,
        PrivateNetworks::All => panic!("{text}: all"),
    };
    let address = |text: &str| text.parse::<IpAddr>().expect(text);
    assert_eq!(named("10.1.0.0/16, ::1"), [(address("10.1.0.0"), 16), (address("::1"), 128)]);
    assert_eq!(named(" "), []);
    for text in ["x", "10.1.0.0/33", "10.1/16", "10.0.0.0/x", "::/129"] {
        check_mistakes(&["--allowed-private-networks", text], &["ALLOWED_PRIVATE_NETWORKS"]);
    }
    assert_eq!(good(&["--allow-private-addresses"]).private_networks, PrivateNetworks::All);
}

#[test]
fn a_pooler_and_how_a_program_starts_and_stops_are_said() {
    assert_eq!(good(&["--database-pooler", "Transaction"]).database_pool.pooler, Pooler::Transaction);
    assert_eq!(good(&["--database-pooler", "session"]).database_pool.pooler, Pooler::None);
    check_mistakes(&["--database-pooler", "pgbouncer"], &["DATABASE_POOLER"]);
    assert!(!good(&["--migrate-at-start=false"]).database_pool.migrate);
    assert_eq!(good(&["--shutdown-delay", "5"]).shutdown_delay, Duration::from_secs(5));
    check_mistakes(&["--shutdown-delay", "21"], &["SHUTDOWN_DELAY"]);
    assert_eq!(good(&["--retention-days", "90"]).retention_days, NonZeroU32::new(90));
    check_mistakes(&["--retention-days", "0"], &["RETENTION_DAYS"]);
    check_mistakes(&["--secret-key-previous", "x"], &["SECRET_KEY_PREVIOUS"]);
    let keys = good(&["--secret-key", "a-long-and-random-key", "--secret-key-previous", "x"]);
    assert_eq!(keys.secret_key_previous.as_ref().map(Secret::reveal), Some("x"));
}

#[test]
fn metrics_of_a_worker_have_an_address_of_their_own() {
    let at = |text: &str| good(&["--metrics-address", text]).metrics_address.map(|at| at.to_string());
    assert_eq!(at("0.0.0.0:9100").as_deref(), Some("0.0.0.0:9100"));
    assert_eq!(at("localhost:9100").as_deref(), Some("127.0.0.1:9100"));
    assert_eq!(at(" "), None, "set to nothing is not set");
    check_mistakes(&["--metrics-address", "9100"], &["METRICS_ADDRESS"]);
}

#[test]
fn one_setting_follows_from_another() {
    assert!(!good(&["--database-url", "postgres://h/d"]).embedded_worker);
    assert!(good(&["--database-url", "postgres://h/d", "--embedded-worker"]).embedded_worker);
    assert!(!good(&["--embedded-worker=false"]).embedded_worker);
    assert_eq!(good(&["--bind-address", "[::1]:81"]).public_url, "http://[::1]:81");
    assert_eq!(good(&["--bind-address", "localhost:81"]).bind_address.to_string(), "127.0.0.1:81");
    assert_eq!(good(&["--public-url", "https://a.example/base/"]).public_url, "https://a.example/base");
}

#[test]
fn mail_comes_from_the_servers_own_name() {
    let check = |flags: &[&str], expected: &str| assert_eq!(good(flags).mail_from, expected, "{flags:?}");
    check(&[], "Meridian <noreply@localhost>");
    check(&["--public-url", "https://book.example.com/base"], "Meridian <noreply@book.example.com>");
    check(&["--public-url", "http://[::1]:80"], "Meridian <noreply@localhost>");
    check(&["--mail-from", " hr@example.org "], "hr@example.org");
    assert_eq!(good(&[]).smtp_url, None);
    let settings = good(&["--smtp-url", "smtp://u:hunter2@h", "--smtp-root-certificates", "/a.pem"]);
    assert_eq!(settings.smtp_url.as_ref().map(Secret::reveal), Some("smtp://u:hunter2@h"));
    assert_eq!(settings.smtp_root_certificates, Some("/a.pem".into()));
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn set_to_nothing_is_not_set() {
    let settings = good(&["--admin-token", " ", "--bind-address", "", "--demo-data="]);
    assert_eq!(settings.admin_token, None);
    assert_eq!(settings.bind_address.to_string(), "127.0.0.1:8080");
    assert!(!settings.demo_data);
}

#[test]
fn every_mistake_is_told() {
    check_mistakes(&["--database-url", "mysql://h"], &["DATABASE_URL"]);
    check_mistakes(&["--bind-address", "8080"], &["BIND_ADDRESS"]);
    check_mistakes(&["--admin-token", "two words"], &["ADMIN_TOKEN"]);
    check_mistakes(&["--public-url", "ftp://a"], &["PUBLIC_URL"]);
    check_mistakes(&["--public-url", "https://me@a"], &["PUBLIC_URL"]);
    let all = [
        "--bind-address",
        "x",
        "--database-url",
        "x",
        "--embedded-worker=x",
        "--log-level",
        "x",
        "--log-format",
        "x",
    ];
    let named = ["DATABASE_URL", "BIND_ADDRESS", "EMBEDDED_WORKER", "LOG_FORMAT", "LOG_LEVEL"];
    check_mistakes(&all, &named);
    let broken_file = settings(Arguments::default(), Some(Mistake::new(".env", "is broken")));
    assert!(broken_file.expect_err("a mistake").to_string().contains(".env: is broken"));
}

#[test]
fn what_has_no_effect_is_said() {
    let check =
        |flags: &[&str], expected: usize| assert_eq!(good(flags).notices.len(), expected, "{flags:?}");
    check(&["--smtp-url", "smtp://h", "--secret-key", "k"], 2);
    check(&["--secret-key", "a-long-and-random-key"], 0);
    check(&["--login-rate-limit", "off", "--smtp-url", ""], 0);
    check(&["--admin-token", "short"], 1);
    check(&["--admin-token", "long-enough-for-anybody"], 0);
}

#[test]
fn a_sender_that_mail_servers_refuse_is_said() {
    let check = |flags: &[&str], said: bool| {
        let flags = [&["--smtp-url", "smtp://h"][..], flags].concat();
        let notices = good(&flags).notices;
        assert_eq!(notices.iter().any(|notice| notice.contains("MAIL_FROM")), said, "{flags:?}: {notices:?}");
    };
    check(&[], true);
    check(&["--mail-from", "hr@example.org"], false);
    check(&["--public-url", "https://book.example.com/base"], false);
    for nameless in
        ["http://localhost:8080", "http://192.0.2.1", "http://[::1]:80", "http://meridian", "http://a.local"]
    {
        check(&["--public-url", nameless], true);
    }
    assert!(good(&[]).notices.is_empty(), "nothing is sent");
}

#[test]
fn no_secret_is_shown() {
    let settings =
        good(&["--admin-token", "sesame-sesame-sesame", "--database-url", "postgres://u:hunter2@h/d"]);
    let shown = format!("{settings:?}");
    assert!(!shown.contains("sesame") && !shown.contains("hunter2"), "{shown}");
    let mistakes = read(&["--database-url", "pg://u:hunter2@h/d"]);
    assert!(!format!("{mistakes:?}").contains("hunter2"));
}

#[test]
fn help_lists_every_setting_that_has_an_effect() {
    let help = Arguments::command().render_long_help().to_string();
    for name in [
        "DATABASE_URL",
        "DATABASE_POOL_SIZE",
        "DATABASE_MAX_LIFETIME",
        "DATABASE_IDLE_TIMEOUT",
        "DATABASE_POOLER",
        "MIGRATE_AT_START",
        "ALLOWED_PRIVATE_NETWORKS",
        "SECRET_KEY_PREVIOUS",
        "SHUTDOWN_DELAY",
        "RETENTION_DAYS",
        "LOG_ADDRESSES",
        "BIND_ADDRESS",
        "METRICS_ADDRESS",
        "PUBLIC_URL",
        "ADMIN_TOKEN",
        "SECRET_KEY",
        "EMBEDDED_WORKER",
        "DEMO_DATA",
        "CALENDAR_MAX_BYTES",
        "COMPANY_MAX_WEBHOOKS",
        "COMPANY_MAX_CALENDARS",
        "COMPANY_MAX_API_KEYS",
        "REQUEST_MEMORY",
        "AVAILABILITY_MEMORY_MB",
        "REQUEST_TIME_LIMIT",
        "RATE_LIMIT",
        "LOGIN_RATE_LIMIT",
        "TRUST_FORWARDED_FOR",
        "SECRET_KEY",
        "SMTP_URL",
        "MAIL_FROM",
        "SMTP_ROOT_CERTIFICATES",
        "ZOOM_API_URL",
        "STRIPE_API_URL",
        "RTC_ICE_SERVERS",
        "RTC_TURN_SECRET",
        "TEAMS_LOGIN_URL",
        "LOG_LEVEL",
    ] {
        assert!(help.contains(&format!("[env: {name}")), "{name} is not in {help}");
    }
    assert_eq!(help.matches("[default: ").count(), 43, "{help}");
}

#[test]
fn providers_of_rooms_are_where_the_world_finds_them_unless_told() {
    assert_eq!(good(&[]).room_urls, []);
    let set = good(&["--zoom-api-url", "http://127.0.0.1:9/v2/", "--teams-login-url", " "]).room_urls;
    assert_eq!(set, [("zoom", "api_url", "http://127.0.0.1:9/v2".to_owned())]);
    assert_eq!(good(&[]).stripe_api_url, None);
    let set = good(&["--stripe-api-url", "http://127.0.0.1:9/"]).stripe_api_url;
    assert_eq!(set.as_deref(), Some("http://127.0.0.1:9"));
    check_mistakes(
        &["--google-api-url", "ftp://x", "--zoom-token-url", "x?y", "--stripe-api-url", "x"],
        &["ZOOM_TOKEN_URL", "GOOGLE_API_URL", "STRIPE_API_URL"],
    );
}

#[test]
fn servers_that_carry_calls_need_a_secret() {
    assert!(good(&[]).ice.urls.is_empty());
    let ice = good(&[
        "--rtc-ice-servers",
        "stun:a.example:3478, turns:b.example?transport=tcp",
        "--rtc-turn-secret",
        "s",
    ])
    .ice;
    assert_eq!(ice.urls, ["stun:a.example:3478", "turns:b.example?transport=tcp"]);
    assert!(ice.secret.is_some());
    check_mistakes(&["--rtc-ice-servers", "turn:b.example"], &["RTC_TURN_SECRET"]);
    for wrong in ["https://a.example", "stun:", "stun:a b\"c", "a.example"] {
        check_mistakes(&["--rtc-ice-servers", wrong], &["RTC_ICE_SERVERS"]);
    }
}
