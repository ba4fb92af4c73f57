//! What was done to interviews.

use domain::interview::Interview;

super::logs::logs_of! { interview_logs.interview_id, Interview }
