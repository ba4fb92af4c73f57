//! What was done to appointments.

use domain::appointment::Appointment;

super::logs::logs_of! { appointment_logs.appointment_id, Appointment }
