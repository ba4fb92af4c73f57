//! Which fields are secret, by their names.

/// Whether a field of this name holds something that no page ever shows again: what a password field is called has one of these
/// words in it.
pub(crate) fn is_secret(name: &str) -> bool {
    ["password", "secret", "credential", "token"].iter().any(|word| name.contains(word))
}
