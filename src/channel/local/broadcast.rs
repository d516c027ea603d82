//! Every receiver sees every message.
