//! Feeds: the appointments of a member of staff for calendars that subscribe to them.

use super::ics::Writing;
use super::shop::Shop;
use crate::tokens::{Token, TokenKind, hash_of};
use domain::Refusal;
use domain::access::Permit;
use domain::appointment::StaffId;
use integrations::mail::imip;
use persistence::store::{appointments, staff_feeds, users};
use persistence::{Scope, StoreError, Tx};
use scheduling_core::time::Timestamp;
use sha2::{Digest, Sha256};

/// How far back a feed reaches, in seconds.
const PAST: i64 = 31 * 24 * 60 * 60;
/// Appointments of one feed, at most.
const MOST: i64 = 5_000;

/// A feed as it is sent.
#[derive(Debug, Clone)]
pub struct Feed {
    pub text: String,
    /// The same as long as the text is.
    pub etag: String,
}

/// Makes the token of somebody's feed, in place of the one before.
///
/// # Errors
/// `NotFound` for a member of staff who is not there, or whose feed is not the caller's.
pub fn new_feed(
    tx: &mut Tx<'_>,
    permit: &Permit,
    staff: StaffId,
    token: &Token,
    now: Timestamp,
) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let profile = Shop::profile(scope, staff)?;
    let scope = &mut scope.for_company(profile.company)?;
    staff_feeds::put(scope, profile.company, staff, &token.hash(), now)
}

/// Revokes the token of somebody's feed.
///
/// # Errors
/// `NotFound`.
pub fn revoke_feed(tx: &mut Tx<'_>, permit: &Permit, staff: StaffId) -> Result<(), StoreError> {
    let scope = &mut tx.scope(permit);
    let profile = Shop::profile(scope, staff)?;
    let scope = &mut scope.for_company(profile.company)?;
    staff_feeds::revoke(scope, profile.company, staff)
}

/// Since when somebody has a feed.
///
/// # Errors
/// `NotFound` for a member of staff who is not there, or whose feed is not the caller's.
pub fn feed_since(tx: &mut Tx<'_>, permit: &Permit, staff: StaffId) -> Result<Option<Timestamp>, StoreError> {
    let scope = &mut tx.scope(permit);
    let profile = Shop::profile(scope, staff)?;
    let scope = &mut scope.for_company(profile.company)?;
    staff_feeds::since(scope, profile.company, staff)
}

/// Whose account is suspended, or who works there no more, has no feed.
fn require_worker(scope: &mut Scope<'_>, staff: StaffId) -> Result<(), StoreError> {
    let user = Shop::user_of(scope, staff)?;
    match users::get(scope, user)?.details.takes_bookings() {
        true => Ok(()),
        false => Err(Refusal::not_found("feed").into()),
    }
}

/// The feed that a token opens: what was not cancelled, from a month ago on.
///
/// # Errors
/// `NotFound` for a token that is wrong or was revoked, or is another one's, and for somebody who is booked no more.
pub fn feed(
    tx: &mut Tx<'_>,
    staff: StaffId,
    token: &str,
    public_url: &str,
    now: Timestamp,
) -> Result<Feed, StoreError> {
    let known = TokenKind::of(token) == Some(TokenKind::Feed);
    let holder = if known { staff_feeds::holder(tx, &hash_of(token))? } else { None };
    let Some((company, _)) = holder.filter(|(_, of)| *of == staff) else {
        return Err(Refusal::not_found("feed").into());
    };
    let scope: &mut Scope<'_> = &mut tx.scope(&Permit::guest(company));
    require_worker(scope, staff)?;
    let rows = appointments::of_feed(scope, company, staff, now.plus_seconds(-PAST), MOST)?;
    let writing = Writing::of(scope, company, public_url)?;
    let events: Vec<_> = rows.iter().map(|one| writing.event(one, Some(one.client.name.as_str()))).collect();
    let text = imip::publish(Some(writing.name()), &events);
    let digest = Sha256::digest(text.as_bytes());
    let etag: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(Feed { text, etag })
}
