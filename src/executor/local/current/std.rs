//! Who is polled.

pub(super) use crate::executor::served::Current;
