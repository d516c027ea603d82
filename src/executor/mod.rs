//! Who polls: from one future on one thread upwards.

mod block_on;
mod parker;
mod until;

pub use self::block_on::block_on;
pub(crate) use self::until::block_on_timeout;
