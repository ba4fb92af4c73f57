//! Where appointments take place.

use crate::names::names;

names! {
    /// Where an appointment takes place.
    Setting {
        InPerson = "in_person",
        Phone = "phone",
        Online = "online",
        ClientPlace = "client_place",
    }
}

impl Setting {
    /// Whether a client who books has to leave a telephone number.
    #[must_use]
    pub fn needs_phone(self) -> bool {
        self == Self::Phone
    }

    /// Whether a client who books has to leave an address.
    #[must_use]
    pub fn needs_address(self) -> bool {
        self == Self::ClientPlace
    }
}
