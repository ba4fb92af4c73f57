//! What Stripe's objects say, in our words.

use super::{Charge, Dispute, DisputeState, OurRefund, Refund, Session, SessionState};
use domain::money::account::RefundStatus;
use domain::money::{Currency, Money, stripe};
use serde_json::Value;
use uuid::Uuid;

/// Characters of an id or of words of Stripe's that are taken, at most.
const LONGEST: usize = 255;
const LONGEST_LINK: usize = 4000;

fn text(value: &Value, longest: usize) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty() && text.len() <= longest).map(str::to_owned)
}

/// An id, whether the object is named or stands there whole.
pub(super) fn id(value: &Value) -> Option<String> {
    text(value, LONGEST).or_else(|| text(&value["id"], LONGEST))
}

fn uuid(value: &Value) -> Option<Uuid> {
    value.as_str()?.parse().ok()
}

fn amount(amount: &Value, currency: &Value) -> Option<Money> {
    stripe::money(amount.as_i64()?, Currency::of_code(currency.as_str()?)?)
}

/// A Checkout Session; `None` where it can't be understood.
pub(super) fn session(json: &Value) -> Option<Session> {
    let is_paid = json["payment_status"].as_str() == Some("paid");
    let paid = match id(&json["payment_intent"]) {
        Some(id) if is_paid => Some(Charge { id, amount: amount(&json["amount_total"], &json["currency"])? }),
        _ => None,
    };
    let state = match json["status"].as_str()? {
        "open" => SessionState::Open,
        "complete" if is_paid => SessionState::Ended,
        "complete" => SessionState::Processing,
        "expired" => SessionState::Ended,
        _ => return None,
    };
    let payment = uuid(&json["client_reference_id"]).or_else(|| uuid(&json["metadata"]["payment"]));
    let link = text(&json["url"], LONGEST_LINK);
    Some(Session { id: id(json)?, payment, state, link, paid, live: json["livemode"].as_bool() })
}

/// The same page with what its payment intent says: what was received, or that nothing comes any more.
pub(super) fn with_intent(session: Session, intent: &Value) -> Session {
    let failed = matches!(intent["status"].as_str(), Some("requires_payment_method" | "canceled"));
    match &session.paid {
        Some(paid) => {
            let received = amount(&intent["amount_received"], &intent["currency"]);
            let amount = received.filter(|amount| !amount.is_zero()).unwrap_or(paid.amount);
            Session { paid: Some(Charge { id: paid.id.clone(), amount }), ..session }
        }
        None if failed => Session { state: SessionState::Ended, ..session },
        None => session,
    }
}

/// A Refund.
pub(super) fn refund(json: &Value) -> Option<Refund> {
    let status = match json["status"].as_str()? {
        "succeeded" => RefundStatus::Succeeded,
        "failed" | "canceled" => RefundStatus::Failed,
        _ => RefundStatus::Pending,
    };
    let metadata = &json["metadata"];
    let number = metadata["attempt"].as_str().and_then(|text| text.parse().ok());
    let ours = uuid(&metadata["refund"]).zip(number).map(|(refund, number)| OurRefund { refund, number });
    let amount = amount(&json["amount"], &json["currency"])?;
    Some(Refund { id: id(json)?, ours, amount, status, reason: text(&json["failure_reason"], LONGEST) })
}

/// A Dispute; `None` also for a mere question of a bank's, which holds no money.
pub(super) fn dispute(json: &Value) -> Option<Dispute> {
    let state = match json["status"].as_str()? {
        "won" => DisputeState::Won,
        "lost" => DisputeState::Lost,
        early if early.starts_with("warning") => return None,
        _ => DisputeState::Opened,
    };
    Some(Dispute { id: id(json)?, amount: amount(&json["amount"], &json["currency"])?, state })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(status: &str, payment_status: &str, state: Option<SessionState>, paid: bool) {
        let json = json!({
            "id": "cs_1", "status": status, "payment_status": payment_status, "payment_intent": "pi_1",
            "amount_total": 500, "currency": "eur", "url": "https://pay", "livemode": false,
            "client_reference_id": Uuid::nil(),
        });
        let read = session(&json);
        assert_eq!(read.as_ref().map(|session| session.state), state, "{status} {payment_status}");
        assert_eq!(read.and_then(|session| session.paid).is_some(), paid);
    }

    #[test]
    fn a_page_is_open_processing_or_ended() {
        check("open", "unpaid", Some(SessionState::Open), false);
        check("complete", "paid", Some(SessionState::Ended), true);
        check("complete", "unpaid", Some(SessionState::Processing), false);
        check("expired", "unpaid", Some(SessionState::Ended), false);
        check("folded", "unpaid", None, false);
    }

    #[test]
    fn a_page_whose_payment_failed_has_ended() {
        let page = |payment_status: &str| {
            session(&json!({
                "id": "cs_1", "status": "complete", "payment_status": payment_status, "payment_intent": "pi_1",
                "amount_total": 500, "currency": "eur",
            }))
        };
        let check = |payment_status: &str, intent: Value, state: SessionState, paid: Option<i64>| {
            let read = with_intent(page(payment_status).unwrap(), &intent);
            assert_eq!((read.state, read.paid.map(|paid| paid.amount.amount())), (state, paid), "{intent}");
        };
        check("unpaid", json!({"status": "processing"}), SessionState::Processing, None);
        check("unpaid", json!({"status": "requires_payment_method"}), SessionState::Ended, None);
        check("unpaid", json!({"status": "canceled"}), SessionState::Ended, None);
        let received = json!({"status": "succeeded", "amount_received": 400, "currency": "eur"});
        check("paid", received, SessionState::Ended, Some(400));
        check("paid", json!({"status": "succeeded"}), SessionState::Ended, Some(500));
    }

    #[test]
    fn refunds_name_the_attempt_that_they_are() {
        let ours = json!({"refund": Uuid::nil(), "attempt": "2"});
        let json =
            json!({"id": "re_1", "status": "pending", "amount": 500, "currency": "isk", "metadata": ours});
        let read = refund(&json).unwrap();
        assert_eq!((read.ours.map(|ours| ours.number), read.amount.amount()), (Some(2), 5));
        let other =
            json!({"id": "re_2", "status": "canceled", "amount": 500, "currency": "eur", "metadata": {}});
        let read = refund(&other).unwrap();
        assert_eq!((read.ours, read.status), (None, RefundStatus::Failed));
    }

    #[test]
    fn questions_of_banks_hold_no_money() {
        let of = |status: &str| {
            dispute(&json!({"id": "dp_1", "status": status, "amount": 5, "currency": "eur"}))
                .map(|dispute| dispute.state)
        };
        assert_eq!(of("warning_needs_response"), None);
        assert_eq!((of("needs_response"), of("won")), (Some(DisputeState::Opened), Some(DisputeState::Won)));
    }
}
