//! Addresses that the provider does not say are verified.

use super::hostile::World;
use super::who::{set_provider, user};
use crate::appointments::start::{BOOK, TEN};
use crate::shop::start::{STAFF, service};
use e2e::check_problem;
use serde_json::{Value, json};
use testkit::Case;
use testkit::db::TestDb;

pub(crate) fn cases() -> Vec<Case> {
    testkit::cases![
        an_address_of_a_candidate_or_a_client_makes_nobody,
        a_new_customer_has_a_proven_address,
        a_trusted_provider_proves_addresses_of_records_too,
    ]
}

/// Claims without a word on whether the address is verified.
fn unsaid(subject: &str, email: &str) -> Value {
    json!({"sub": subject, "email": email, "email_verified": null})
}

/// A client of that address who has booked.
async fn client(world: &World, email: &str) {
    let (app, company) = (&world.app, world.company);
    let service = service(app, company, json!({})).await;
    let staff = app.user(company, "kim").await;
    let staff = app.make(STAFF, json!({"user_id": staff, "services": [service]})).await.id();
    let body = json!({
        "service_id": service, "staff_id": staff, "start": TEN, "payment_type": "none", "company_id": company,
        "client": {"name": "Lea", "email": email},
    });
    app.make(BOOK, body).await;
}

async fn an_address_of_a_candidate_or_a_client_makes_nobody(db: TestDb) {
    let world = World::new(db).await;
    world.app.candidate(world.company, "vera").await;
    client(&world, "lea@example.com").await;
    for email in ["vera@example.com", "Lea@Example.com"] {
        let refused = world.log_in(&unsaid("another", email)).await;
        check_problem(email, &refused, 403, "login-refused", &[]);
        let denied = json!({"sub": "another", "email": email, "email_verified": false});
        assert_eq!(world.log_in(&denied).await["detail"], refused["detail"], "{email}: the same words");
    }
    // Who has the address gets in: nobody took it before.
    for (subject, email) in [("vera", "vera@example.com"), ("lea", "lea@example.com")] {
        let proven = json!({"sub": subject, "email": email, "email_verified": true});
        assert_eq!(user(&world.log_in(&proven).await)["email"], email);
    }
    assert_eq!(user(&world.log_in(&unsaid("new", "new@example.com")).await)["email"], "new@example.com");
}

/// What is booked by the address later is shown to them too.
async fn a_new_customer_has_a_proven_address(db: TestDb) {
    let world = World::new(db).await;
    set_provider(&world, json!({"group_roles": {}, "default_role": "customer"})).await;
    let refused = world.log_in(&unsaid("another", "lea@example.com")).await;
    check_problem("not proven", &refused, 403, "login-refused", &[]);
    let proven = json!({"sub": "lea", "email": "lea@example.com", "email_verified": true});
    assert_eq!(user(&world.log_in(&proven).await)["role"], "customer");
    assert_eq!(user(&world.log_in(&unsaid("lea", "lea@example.com")).await)["role"], "customer", "known");
}

async fn a_trusted_provider_proves_addresses_of_records_too(db: TestDb) {
    let world = World::new(db).await;
    set_provider(&world, json!({"trust_unverified_email": true})).await;
    world.app.candidate(world.company, "vera").await;
    assert_eq!(user(&world.log_in(&unsaid("vera", "vera@example.com")).await)["email"], "vera@example.com");
}
