//! A real server on a free port, and what it says to requests of every kind.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests: what can't go on stops the test")]

mod fixture;
mod requests;
mod running;
