//! Whether a report comes from Stripe: HMAC-SHA256 over `timestamp.body`, in the header `Stripe-Signature`.

use ring::hmac;

/// How far the time of a report may be from ours, in seconds.
pub const TOLERANCE: i64 = 300;

/// Signatures in one header that are compared, at most.
const MOST: usize = 8;

/// Why a report is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    #[error("the header can't be read")]
    Header,
    #[error("the report is too old, or of a later time")]
    Time,
    #[error("the report was signed with another secret, or changed on its way")]
    Mismatch,
}

/// Judges a report. `now` is in seconds since 1970; comparing takes as long for a wrong signature as for a good one.
///
/// # Errors
/// [`BadSignature`]
pub fn verify(header: &str, secret: &str, body: &[u8], now: i64) -> Result<(), BadSignature> {
    let mut time = None;
    let mut given: Vec<Vec<u8>> = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", text)) => time = Some(text.parse::<i64>().map_err(|_| BadSignature::Header)?),
            Some(("v1", text)) if given.len() < MOST => given.extend(unhex(text)),
            _ => {}
        }
    }
    let time = time.ok_or(BadSignature::Header)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = [format!("{time}.").as_bytes(), body].concat();
    let good = given.iter().fold(false, |good, tag| hmac::verify(&key, &signed, tag).is_ok() | good);
    if !good {
        return Err(BadSignature::Mismatch);
    }
    let off = now.checked_sub(time).and_then(i64::checked_abs).unwrap_or(i64::MAX);
    if off > TOLERANCE { Err(BadSignature::Time) } else { Ok(()) }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    (text.len() == 64).then(|| digits.map(byte).collect()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(secret: &str, time: i64, body: &str) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let tag = hmac::sign(&key, format!("{time}.{body}").as_bytes());
        tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn reports_are_believed_for_five_minutes_if_stripe_signed_them() {
        let (secret, now, body) = ("whsec_1", 1_800_000_000, "{\"id\":\"evt_1\"}");
        let good = signed(secret, now, body);
        let check = |header: &str, now: i64, body: &str, expected| {
            assert_eq!(verify(header, secret, body.as_bytes(), now), expected, "{header} {now}");
        };
        let header = format!("t={now},v1={good}");
        check(&header, now, body, Ok(()));
        check(&header, now + 300, body, Ok(()));
        check(&header, now + 301, body, Err(BadSignature::Time));
        check(&header, now - 301, body, Err(BadSignature::Time));
        check(&header, now, "{\"id\":\"evt_2\"}", Err(BadSignature::Mismatch));
        check(&format!("t={},v1={good}", now + 1), now, body, Err(BadSignature::Mismatch));
        check(&format!("t={now},v0={good}"), now, body, Err(BadSignature::Mismatch));
        check(&format!("t={now},v1={}, v1={good}", signed("whsec_2", now, body)), now, body, Ok(()));
        check(&format!("t={now},v1=é{good}"), now, body, Err(BadSignature::Mismatch));
        check(&format!("v1={good}"), now, body, Err(BadSignature::Header));
        check("", now, body, Err(BadSignature::Header));
        check("t=soon,v1=00", now, body, Err(BadSignature::Header));
    }
}
