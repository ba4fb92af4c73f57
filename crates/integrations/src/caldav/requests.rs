//! The bodies of requests.

use super::xml::escaped;

/// Asks for what is needed to know a resource by: what it is, what it is called, what may be done with it, and where to
/// look further.
pub(super) const DESCRIBE: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <D:propfind xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\"><D:prop>\
    <D:resourcetype/><D:displayname/><D:current-user-privilege-set/><D:current-user-principal/>\
    <C:supported-calendar-component-set/><C:calendar-home-set/>\
    </D:prop></D:propfind>";

/// Asks for the versions of all members of a collection.
pub(super) const VERSIONS: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
    <D:propfind xmlns:D=\"DAV:\"><D:prop><D:getetag/><D:resourcetype/></D:prop></D:propfind>";

/// What has changed since `token`, at most `limit` of it where one is given (RFC 6578, 6.1).
pub(super) fn sync_collection(token: &str, limit: Option<usize>) -> String {
    let limit = limit.map(|most| format!("<D:limit><D:nresults>{most}</D:nresults></D:limit>"));
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><D:sync-collection xmlns:D=\"DAV:\">\
         <D:sync-token>{}</D:sync-token><D:sync-level>1</D:sync-level>{}\
         <D:prop><D:getetag/><D:resourcetype/></D:prop></D:sync-collection>",
        escaped(token),
        limit.unwrap_or_default()
    )
}

/// The texts of these objects (RFC 4791, 7.9).
pub(super) fn multiget<'a>(hrefs: impl Iterator<Item = &'a str>) -> String {
    let hrefs: String = hrefs.map(|href| format!("<D:href>{}</D:href>", escaped(href))).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <C:calendar-multiget xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\
         <D:prop><D:getetag/><C:calendar-data/></D:prop>{hrefs}</C:calendar-multiget>"
    )
}

/// Which object holds the event of this `UID` (RFC 4791, 7.8.6).
pub(super) fn by_uid(uid: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <C:calendar-query xmlns:D=\"DAV:\" xmlns:C=\"urn:ietf:params:xml:ns:caldav\">\
         <D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name=\"VCALENDAR\"><C:comp-filter name=\"VEVENT\">\
         <C:prop-filter name=\"UID\"><C:text-match collation=\"i;octet\">{}</C:text-match></C:prop-filter>\
         </C:comp-filter></C:comp-filter></C:filter></C:calendar-query>",
        escaped(uid)
    )
}
