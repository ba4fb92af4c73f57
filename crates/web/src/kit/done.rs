//! What a page says that was done just now, and whether that is still so.

/// What is done to something that stands, and leaves it standing.
const STANDING: [&str; 7] = ["moved", "booked", "agreed", "declined", "asked", "arrived", "no-show"];

/// Whether what was done can still be said of something that is cancelled, or is not. Somebody who comes back to the page of before finds
/// it as it is now.
pub(crate) fn is_still_so(done: &str, is_cancelled: bool) -> bool {
    match is_cancelled {
        true => !STANDING.iter().any(|standing| done.ends_with(standing)),
        false => !done.ends_with("cancelled"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_that_the_state_contradicts() {
        let check = |done: &str, live: bool, cancelled: bool| {
            assert_eq!((is_still_so(done, false), is_still_so(done, true)), (live, cancelled), "{done}");
        };
        for done in ["booked-moved", "moved", "pick-booked", "booked-agreed", "asked", "no-show"] {
            check(done, true, false);
        }
        for done in ["cancelled", "booked-cancelled", "pick-cancelled"] {
            check(done, false, true);
        }
        check("saved", true, true);
    }
}
