//! One producer, one consumer.
