//! Many producers, one consumer.
