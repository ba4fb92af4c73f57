//! No provider at all: the company takes the money itself, and gives it back itself.

use super::{
    After, Charge, NewRefund, NewSession, OurRefund, PaymentError, PaymentProvider, Refund, Session,
};
use async_trait::async_trait;
use domain::money::account::RefundStatus;

/// The provider of companies that have none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

const NAME: &str = "the company itself";

#[async_trait]
impl PaymentProvider for Offline {
    async fn make_session(&self, _: &NewSession) -> Result<Session, PaymentError> {
        Err(PaymentError::refused(NAME, "it has no page for paying"))
    }

    async fn session(&self, _: &str) -> Result<Session, PaymentError> {
        Err(PaymentError::refused(NAME, "it has no page for paying"))
    }

    async fn end_session(&self, _: &str) -> Result<Session, PaymentError> {
        Err(PaymentError::refused(NAME, "it has no page for paying"))
    }

    /// Somebody hands the money over.
    async fn refund(&self, wanted: &NewRefund) -> Result<Refund, PaymentError> {
        let (refund, number) = (wanted.refund, wanted.number);
        Ok(Refund {
            id: refund.to_string(),
            ours: Some(OurRefund { refund, number }),
            amount: wanted.amount,
            status: RefundStatus::Succeeded,
            reason: None,
        })
    }

    async fn after(&self, _: &Charge) -> Result<After, PaymentError> {
        Ok(After::default())
    }
}
