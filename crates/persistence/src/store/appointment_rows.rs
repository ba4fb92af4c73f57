//! Appointments as they are stored.

use super::Result;
use super::shop::policies;
use crate::db::DbError;
use crate::db::bulk::bulk_rows;
use crate::db::types::{DbTimestamp, DbUuid, SqlTimestamp, SqlUuid, interval};
use crate::schema::appointments;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Jsonb, Nullable, Text};
use domain::appointment::{
    Appointment, AppointmentCancellation, AppointmentStatus, Client, Mark, MarkKind, Notes, Offer,
    PaymentType, ServiceId, Setting, StaffId, Terms,
};
use domain::money::{Currency, Money};
use domain::{AppointmentId, CompanyId, Metadata, RequestId, UserId};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};

bulk_rows! {
    /// An appointment as it is stored.
    #[derive(Queryable, AsChangeset)]
    #[diesel(primary_key(company_id, id), treat_none_as_null = true)]
    Row, appointments, {
        id: SqlUuid => DbUuid,
        company_id: BigInt => i64,
        request_id: Nullable<SqlUuid> => Option<DbUuid>,
        client: Jsonb => Value,
        client_key: Text => String,
        search_key: Text => String,
        service_id: BigInt => i64,
        staff_id: BigInt => i64,
        user_id: BigInt => i64,
        starts_at: SqlTimestamp => DbTimestamp,
        ends_at: SqlTimestamp => DbTimestamp,
        terms: Jsonb => Value,
        want_reminder: Bool => bool,
        additional_info: Nullable<Text> => Option<String>,
        internal_notes: Nullable<Text> => Option<String>,
        status: Text => String,
        mark: Nullable<Text> => Option<String>,
        marked_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        status_before_mark: Nullable<Text> => Option<String>,
        pay_until: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        room_id: Nullable<Text> => Option<String>,
        made_by: Text => String,
        cancelled_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        cancellation_reason: Nullable<Text> => Option<String>,
        cancelled_by: Nullable<BigInt> => Option<i64>,
        sequence: BigInt => i64,
        version: BigInt => i64,
        created_at: SqlTimestamp => DbTimestamp,
        updated_at: SqlTimestamp => DbTimestamp,
        /// Noted by erasing alone, and by no change of the appointment.
        #[diesel(skip_update)]
        erased_at: Nullable<SqlTimestamp> => Option<DbTimestamp>,
        cancelled_unpaid: Bool => bool,
        joined: Nullable<Jsonb> => Option<Value>,
    }
}

impl Row {
    pub(super) fn new(appointment: &Appointment) -> Self {
        let Appointment { client, notes, mark, cancelled, metadata, .. } = appointment;
        let at = |instant: Option<Timestamp>| instant.map(DbTimestamp::from);
        Self {
            id: DbUuid(appointment.id.0),
            company_id: appointment.company.0,
            request_id: appointment.request.map(|id| DbUuid(id.0)),
            client: client_json(client),
            client_key: client.key(),
            search_key: client.search_text(),
            service_id: appointment.service.0,
            staff_id: appointment.staff.0,
            user_id: appointment.staff_user.0,
            starts_at: appointment.time.start().into(),
            ends_at: appointment.time.end().into(),
            terms: terms_json(&appointment.terms),
            want_reminder: notes.want_reminder,
            additional_info: notes.additional_info.clone(),
            internal_notes: notes.internal.clone(),
            status: appointment.status.name().into(),
            mark: mark.map(|mark| mark.kind.name().into()),
            marked_at: at(mark.map(|mark| mark.at)),
            status_before_mark: mark.map(|mark| mark.before.name().into()),
            pay_until: at(appointment.pay_until),
            room_id: appointment.room_id.clone(),
            made_by: appointment.made_by.clone(),
            cancelled_at: at(cancelled.as_ref().map(|how| how.at)),
            cancellation_reason: cancelled.as_ref().map(|how| how.reason.clone()),
            cancelled_by: cancelled.as_ref().and_then(|how| how.by).map(|user| user.0),
            sequence: appointment.sequence,
            version: metadata.version,
            created_at: metadata.created_at.into(),
            updated_at: metadata.updated_at.into(),
            erased_at: None,
            cancelled_unpaid: appointment.is_given_up_unpaid(),
            joined: joined_json(appointment),
        }
    }

    pub(super) fn appointment(self) -> Result<Appointment> {
        let mark = self.mark()?;
        let by = self.cancelled_by.map(UserId);
        let unpaid = self.cancelled_unpaid;
        let cancelled = self
            .cancelled_at
            .zip(self.cancellation_reason)
            .map(|(at, reason)| AppointmentCancellation { at: at.instant(), reason, by, unpaid });
        Ok(Appointment {
            id: AppointmentId(self.id.0),
            company: CompanyId(self.company_id),
            request: self.request_id.map(|id| RequestId(id.0)),
            client: client_of(&self.client)?,
            service: ServiceId(self.service_id),
            staff: StaffId(self.staff_id),
            staff_user: UserId(self.user_id),
            time: interval(self.starts_at, self.ends_at)?,
            terms: terms_of(&self.terms)?,
            notes: Notes {
                want_reminder: self.want_reminder,
                additional_info: self.additional_info,
                internal: self.internal_notes,
            },
            status: status_of("appointments.status", &self.status)?,
            mark,
            pay_until: self.pay_until.map(DbTimestamp::instant),
            room_id: self.room_id,
            client_joined_at: joined_at(self.joined.as_ref(), "client")?,
            staff_joined_at: joined_at(self.joined.as_ref(), "staff")?,
            made_by: self.made_by,
            cancelled,
            sequence: self.sequence,
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }

    fn mark(&self) -> Result<Option<Mark>> {
        let whole = self.mark.as_deref().zip(self.marked_at).zip(self.status_before_mark.as_deref());
        let Some(((kind, at), before)) = whole else { return Ok(None) };
        let kind = MarkKind::named(kind).ok_or_else(|| DbError::corrupt("appointments.mark", kind))?;
        let before = status_of("appointments.status_before_mark", before)?;
        Ok(Some(Mark { kind, at: at.instant(), before }))
    }
}

/// When each side came in first; one column, as few appointments have any.
fn joined_json(appointment: &Appointment) -> Option<Value> {
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let (client, staff) = (appointment.client_joined_at, appointment.staff_joined_at);
    (client.is_some() || staff.is_some()).then(|| json!({ "client": text(client), "staff": text(staff) }))
}

fn joined_at(json: Option<&Value>, side: &str) -> Result<Option<Timestamp>> {
    let Some(text) = json.and_then(|json| json.get(side)).and_then(Value::as_str) else { return Ok(None) };
    let at = Timestamp::parse(text).map_err(|_| DbError::corrupt("appointments.joined", text))?;
    Ok(Some(at))
}

fn status_of(column: &'static str, name: &str) -> Result<AppointmentStatus> {
    Ok(AppointmentStatus::named(name).ok_or_else(|| DbError::corrupt(column, name))?)
}

pub(super) fn client_json(client: &Client) -> Value {
    json!({ "name": client.name, "email": client.email, "phone": client.phone, "address": client.address })
}

pub(super) fn client_of(json: &Value) -> Result<Client> {
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(str::to_owned);
    let (Some(name), Some(email)) = (text("name"), text("email")) else {
        return Err(DbError::corrupt("appointments.client", "without name or email").into());
    };
    Ok(Client { name, email, phone: text("phone"), address: text("address") })
}

fn money_json(money: Option<Money>) -> Value {
    money
        .map_or(Value::Null, |money| json!({ "amount": money.amount(), "currency": money.currency().code() }))
}

fn money_of(json: Option<&Value>) -> Option<Money> {
    let json = json?;
    let currency = Currency::of_code(json.get("currency")?.as_str()?)?;
    Money::new(json.get("amount")?.as_i64()?, currency).ok()
}

fn terms_json(terms: &Terms) -> Value {
    json!({
        "service_name": terms.service_name,
        "location_type": terms.setting.name(),
        "location": terms.location,
        "price": money_json(terms.price),
        "payment_type": terms.payment_type.name(),
        "amount_to_pay": money_json(terms.amount_to_pay),
        "cancellation_policy": policies::encode(&terms.policy),
        "policy_zone": terms.policy_zone,
    })
}

fn terms_of(json: &Value) -> Result<Terms> {
    let column = "appointments.terms";
    let offer = offer_in(column, json)?;
    let payment_type = json.get("payment_type").and_then(Value::as_str).and_then(PaymentType::named);
    Ok(Terms {
        service_name: offer.service_name,
        setting: offer.setting,
        location: offer.location,
        price: offer.price,
        payment_type: payment_type.ok_or_else(|| DbError::corrupt(column, json))?,
        amount_to_pay: money_of(json.get("amount_to_pay")),
        policy: offer.policy,
        policy_zone: offer.policy_zone,
    })
}

pub(super) fn offer_json(offer: &Offer) -> Value {
    json!({
        "service_name": offer.service_name,
        "location_type": offer.setting.name(),
        "location": offer.location,
        "price": money_json(offer.price),
        "down_payment": money_json(offer.down_payment),
        "cancellation_policy": policies::encode(&offer.policy),
        "policy_zone": offer.policy_zone,
    })
}

pub(super) fn offer_of(json: &Value) -> Result<Offer> {
    offer_in("appointment_requests.terms", json)
}

fn offer_in(column: &'static str, json: &Value) -> Result<Offer> {
    let text = |name: &str| json.get(name).and_then(Value::as_str);
    let policy = policies::decode(column, json.get("cancellation_policy").unwrap_or(&Value::Null))?;
    let read = |policy| {
        Some(Offer {
            service_name: text("service_name")?.to_owned(),
            setting: Setting::named(text("location_type")?)?,
            location: text("location").map(str::to_owned),
            price: money_of(json.get("price")),
            down_payment: money_of(json.get("down_payment")),
            policy,
            policy_zone: text("policy_zone").map(str::to_owned),
        })
    };
    Ok(read(policy).ok_or_else(|| DbError::corrupt(column, json))?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::appointment::policy::Until;
    use domain::appointment::{CancellationPolicy, Tier};
    use scheduling_core::time::TimeOfDay;

    #[test]
    fn terms_and_clients_round_trip() {
        let euros = |amount| Money::new(amount, Currency::of_code("EUR").expect("euro")).ok();
        let at = TimeOfDay::parse("18:30").expect("a time");
        let tiers = vec![
            Tier { until: Until::Hours(24), refund_percent: 100 },
            Tier { until: Until::LocalDays { days: 1, at }, refund_percent: 50 },
        ];
        let terms = Terms {
            service_name: "Consultation".into(),
            setting: Setting::Online,
            location: Some("Room 1".into()),
            price: euros(10_000),
            payment_type: PaymentType::Down,
            amount_to_pay: euros(2_500),
            policy: CancellationPolicy(tiers),
            policy_zone: Some("Europe/Berlin".into()),
        };
        assert_eq!(terms_of(&terms_json(&terms)).ok(), Some(terms.clone()));
        let free = Terms { price: None, amount_to_pay: None, location: None, policy_zone: None, ..terms };
        assert_eq!(terms_of(&terms_json(&free)).ok(), Some(free));
        let offer = Offer {
            service_name: "Consultation".into(),
            setting: Setting::Phone,
            location: None,
            price: euros(10_000),
            down_payment: euros(2_500),
            policy: CancellationPolicy(Vec::new()),
            policy_zone: Some("Europe/Berlin".into()),
        };
        assert_eq!(offer_of(&offer_json(&offer)).ok(), Some(offer));
        let client =
            Client { name: "Ana".into(), email: "a@b.c".into(), phone: None, address: Some("Here".into()) };
        assert_eq!(client_of(&client_json(&client)).ok(), Some(client));
        assert!(terms_of(&json!({})).is_err() && client_of(&json!([])).is_err());
    }
}
