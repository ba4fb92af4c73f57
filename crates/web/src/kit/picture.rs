//! Pictures that this server has.

/// Where they are.
pub(crate) const IMAGES: &str = "/api/v1/appointments/images/";

/// The path of a picture of this server, as wide as that; `None` for one that is elsewhere, which no page loads.
pub(crate) fn path(url: &str, width: u32) -> Option<String> {
    let (_, hash) = url.rsplit_once(IMAGES)?;
    let is_hash = !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| format!("{IMAGES}{hash}?width={width}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_this_server_alone_are_shown() {
        let own = "https://book.example/api/v1/appointments/images/0a1b";
        assert_eq!(path(own, 640).as_deref(), Some("/api/v1/appointments/images/0a1b?width=640"));
        assert_eq!(path("https://other.example/cut.jpg", 640), None);
        assert_eq!(path("https://other.example/api/v1/appointments/images/../x", 640), None);
        assert_eq!(path("https://other.example/api/v1/appointments/images/", 640), None);
    }
}
