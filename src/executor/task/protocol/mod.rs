//! What tasks agree on with others by words alone, generic over these: so that a model checker can walk
//! through it.

mod ending;

pub use self::ending::{End, Ending};
