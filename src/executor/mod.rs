//! Who polls: from one future on one thread upwards.

mod block_on;
mod parker;

pub use self::block_on::block_on;
