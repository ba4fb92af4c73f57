//! Where appointments take place.

/// Where an appointment takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Setting {
    InPerson,
    Phone,
    Online,
    ClientPlace,
}

impl Setting {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::InPerson, Self::Phone, Self::Online, Self::ClientPlace];

    /// The name that is stored and sent.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Phone => "phone",
            Self::Online => "online",
            Self::ClientPlace => "client_place",
        }
    }

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

    /// The setting of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}
