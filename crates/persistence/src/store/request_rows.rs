//! Requests as they are stored.

use super::Result;
use super::appointment_rows::{client_json, client_of, offer_json, offer_of};
use crate::db::DbError;
use crate::db::types::{DbTimestamp, DbUuid, interval};
use crate::schema::appointment_requests;
use diesel::prelude::*;
use domain::appointment::{Client, Code, PaymentType, Request, RequestStatus, ServiceId, StaffId};
use domain::{AppointmentId, CompanyId, Metadata, RequestId, UserId};
use scheduling_core::time::Timestamp;
use serde_json::{Value, json};

#[derive(Queryable, Insertable, AsChangeset)]
#[diesel(table_name = appointment_requests, primary_key(company_id, id), treat_none_as_null = true)]
pub(super) struct Row {
    id: DbUuid,
    company_id: i64,
    service_id: i64,
    staff_id: i64,
    user_id: i64,
    starts_at: DbTimestamp,
    ends_at: DbTimestamp,
    payment_type: String,
    client: Option<Value>,
    client_key: Option<String>,
    status: String,
    expires_at: DbTimestamp,
    extended: bool,
    code: Option<Value>,
    code_hash: Option<String>,
    holder: String,
    made_by: Option<i64>,
    staff_asked: bool,
    appointment_id: Option<DbUuid>,
    version: i64,
    created_at: DbTimestamp,
    updated_at: DbTimestamp,
    terms: Option<Value>,
}

impl Row {
    pub(super) fn new(request: &Request) -> Self {
        let code = request.code.as_ref();
        Self {
            id: DbUuid(request.id.0),
            company_id: request.company.0,
            service_id: request.service.0,
            staff_id: request.staff.0,
            user_id: request.staff_user.0,
            starts_at: request.time.start().into(),
            ends_at: request.time.end().into(),
            payment_type: request.payment_type.name().into(),
            client: request.client.as_ref().map(client_json),
            client_key: request.client.as_ref().map(Client::key),
            status: request.noted.name().into(),
            expires_at: request.expires_at.into(),
            extended: request.extended,
            code: code.map(code_json),
            code_hash: code.and_then(|code| code.hash.clone()),
            holder: request.holder.clone(),
            made_by: request.made_by.map(|user| user.0),
            staff_asked: request.staff_asked,
            appointment_id: request.appointment.map(|id| DbUuid(id.0)),
            version: request.metadata.version,
            created_at: request.metadata.created_at.into(),
            updated_at: request.metadata.updated_at.into(),
            terms: request.offer.as_ref().map(offer_json),
        }
    }

    pub(super) fn request(self) -> Result<Request> {
        let payment_type = PaymentType::named(&self.payment_type)
            .ok_or_else(|| DbError::corrupt("appointment_requests.payment_type", &self.payment_type))?;
        let noted = RequestStatus::named(&self.status)
            .ok_or_else(|| DbError::corrupt("appointment_requests.status", &self.status))?;
        let hash = self.code_hash;
        let code = self.code.map(|code| {
            code_of(&code, hash).ok_or_else(|| DbError::corrupt("appointment_requests.code", code))
        });
        Ok(Request {
            id: RequestId(self.id.0),
            company: CompanyId(self.company_id),
            service: ServiceId(self.service_id),
            staff: StaffId(self.staff_id),
            staff_user: UserId(self.user_id),
            time: interval(self.starts_at, self.ends_at)?,
            payment_type,
            offer: self.terms.as_ref().map(offer_of).transpose()?,
            client: self.client.as_ref().map(client_of).transpose()?,
            noted,
            expires_at: self.expires_at.instant(),
            extended: self.extended,
            code: code.transpose()?,
            holder: self.holder,
            made_by: self.made_by.map(UserId),
            staff_asked: self.staff_asked,
            appointment: self.appointment_id.map(|id| AppointmentId(id.0)),
            metadata: Metadata {
                version: self.version,
                created_at: self.created_at.instant(),
                updated_at: self.updated_at.instant(),
            },
        })
    }
}

fn code_json(code: &Code) -> Value {
    json!({
        "known": code.known,
        "sent_at": code.sent_at.unix(),
        "tries": code.tries,
        "sent": code.sent.iter().map(|at| at.unix()).collect::<Vec<_>>(),
        "verified": code.verified,
    })
}

fn code_of(json: &Value, hash: Option<String>) -> Option<Code> {
    let at = |json: &Value| json.as_i64().map(Timestamp::saturating_from_unix);
    Some(Code {
        known: json.get("known")?.as_bool()?,
        hash,
        sent_at: at(json.get("sent_at")?)?,
        tries: json.get("tries")?.as_i64()?,
        sent: json.get("sent")?.as_array()?.iter().map(at).collect::<Option<_>>()?,
        verified: json.get("verified")?.as_bool()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip() {
        let at = Timestamp::saturating_from_unix(1_800_000_000);
        let hash = Some("x".to_owned());
        let code = Code { known: true, hash, sent_at: at, tries: 3, sent: vec![at], verified: false };
        assert_eq!(code_of(&code_json(&code), code.hash.clone()), Some(code));
        assert_eq!(code_of(&json!({}), None), None);
    }
}
