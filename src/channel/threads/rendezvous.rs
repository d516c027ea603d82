//! Without room: sender and receiver meet.
