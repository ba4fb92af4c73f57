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
