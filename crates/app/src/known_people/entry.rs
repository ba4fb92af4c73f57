//! What is remembered, each with the version that it was read with.

use super::answer_tag::AnswerTag;
use crate::free_busy::{self, Facts};
use crate::worked::WorkTimes;
use domain::appointment::{BookingPage, Service, ServiceId, ShopSettings, Staff};
use domain::directory::{Company, Template};
use domain::slot::Pattern;
use domain::{CompanyId, TemplateId, UserId};
use persistence::ledger::Version;
use scheduling_core::time::{Interval, TimeZone};
use std::sync::Arc;

/// What an entry of a company is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Company,
    Shop,
    Service(ServiceId),
    Template(TemplateId),
    /// A person around now.
    Person(UserId),
    /// The same in a time that is far from now.
    Far(UserId),
    /// When a member of the staff works; everybody's special hours where none is named.
    Hours(Option<UserId>),
    /// A whole answer.
    Answer(AnswerTag),
}

/// By what else an entry is found, while its company is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Alias {
    Template(TemplateId),
    Service(ServiceId),
    /// The slug of a company.
    Company(String),
    /// The slug of a service of a company.
    ServiceAt(CompanyId, String),
}

/// Something that was read, in one snapshot with these versions.
#[derive(Debug)]
pub(super) struct Fresh<T> {
    /// Its own.
    version: Version,
    /// Its company's, where it was made of what the company says, too.
    company: Version,
    pub(super) value: T,
}

impl<T> Fresh<T> {
    pub(super) fn new(version: Version, company: Version, value: T) -> Arc<Self> {
        Arc::new(Self { version, company, value })
    }

    /// The version that it was read with.
    pub(super) fn version(&self) -> Version {
        self.version
    }

    /// Whether it is what is stored wherever these are the versions.
    pub(super) fn holds(&self, version: Version, company: Version) -> bool {
        self.version == version && self.company == company
    }
}

/// What is known of a company.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) company: Arc<Company>,
    pub(super) zone: TimeZone,
}

impl Open {
    pub(super) fn new(company: Company) -> Self {
        Self { zone: free_busy::zone(&company.details.time_zone), company: Arc::new(company) }
    }
}

/// What is known of what a company offers, whichever the service.
#[derive(Debug)]
pub(super) struct Shop {
    pub(super) settings: Arc<ShopSettings>,
    pub(super) page: BookingPage,
    pub(super) pays_online: bool,
    /// Of the company; the one that it has now comes first.
    pub(super) slugs: Vec<String>,
}

/// What is known of a service.
#[derive(Debug)]
pub(super) struct Offer {
    pub(super) service: Arc<Service>,
    /// Active and offering it, in order of id.
    pub(super) staff: Vec<Arc<Staff>>,
    /// The one that it has now comes first.
    pub(super) slugs: Vec<String>,
}

/// What is known of a person.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) facts: Arc<Facts>,
    /// Past ones, too.
    pub(super) patterns: Vec<Pattern>,
}

/// What is known of when somebody works.
#[derive(Debug)]
pub(super) struct Times {
    /// Dates that touch it are here.
    pub(super) range: Interval,
    pub(super) times: Arc<WorkTimes>,
}

/// One entry of the memory.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    Company(Arc<Fresh<Open>>),
    Shop(Arc<Fresh<Shop>>),
    Service(Arc<Fresh<Offer>>),
    Template(Arc<Fresh<Arc<Template>>>),
    Person(Arc<Fresh<Person>>),
    Hours(Arc<Fresh<Times>>),
    /// As it was sent. Its name says what it was made of.
    Answer(Arc<[u8]>),
}

impl Entry {
    /// By what else it is found.
    pub(super) fn aliases(&self, company: CompanyId) -> Vec<Alias> {
        match self {
            Self::Company(_) | Self::Person(_) | Self::Hours(_) | Self::Answer(_) => Vec::new(),
            Self::Template(template) => vec![Alias::Template(template.value.id)],
            Self::Shop(shop) => shop.value.slugs.iter().cloned().map(Alias::Company).collect(),
            Self::Service(offer) => {
                let at = |slug: &String| Alias::ServiceAt(company, slug.clone());
                let own = Alias::Service(offer.value.service.id);
                offer.value.slugs.iter().map(at).chain([own]).collect()
            }
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let texts = |texts: &[String]| texts.iter().map(|text| 2 * text.len() + ALIAS).sum::<usize>();
        match self {
            Self::Company(open) => {
                let details = &open.value.company.details;
                size_of::<Fresh<Open>>()
                    + size_of::<Company>()
                    + details.name.len()
                    + details.time_zone.len()
                    + BUSINESS_HOURS
            }
            Self::Shop(shop) => {
                let contact = shop.value.page.contact.as_ref().map_or(0, String::len);
                size_of::<Fresh<Shop>>()
                    + size_of::<ShopSettings>()
                    + SETTINGS
                    + contact
                    + texts(&shop.value.slugs)
            }
            Self::Service(offer) => offer_bytes(&offer.value) + texts(&offer.value.slugs),
            Self::Template(template) => template_bytes(&template.value),
            Self::Person(person) => {
                size_of::<Fresh<Person>>()
                    + person.value.facts.bytes()
                    + person.value.patterns.capacity() * size_of::<Pattern>()
            }
            Self::Hours(times) => size_of::<Fresh<Times>>() + times.value.times.bytes(),
            Self::Answer(body) => body.len(),
        }
    }
}

/// What an alias takes beside its text, the hours of a company's week, and lists and texts of a shop's settings: about.
const ALIAS: usize = 96;
const BUSINESS_HOURS: usize = 512;
const SETTINGS: usize = 512;

fn template_bytes(template: &Template) -> usize {
    let details = &template.details;
    let groups = details.groups.iter().flatten();
    let members = groups.map(|group| size_of_val(group) + size_of_val(group.members.as_slice()));
    size_of::<Fresh<Template>>()
        + details.name.len()
        + size_of_val(details.interviewers.as_slice())
        + members.sum::<usize>()
}

fn offer_bytes(offer: &Offer) -> usize {
    let details = &offer.service.details;
    let texts = [&details.description, &details.image_url, &details.location];
    size_of::<Fresh<Offer>>()
        + size_of::<Service>()
        + details.name.len()
        + texts.into_iter().flatten().map(String::len).sum::<usize>()
        + size_of_val(details.staff.as_slice())
        + offer.staff.len() * (size_of::<Arc<Staff>>() + size_of::<Staff>() + 16)
}
