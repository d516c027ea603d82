//! C11: `Send`, `Sync` and `Unpin` of every public type are exactly as far as is sound.
//!
//! Each row of the tables is a type at a place: with this lock, this handle, this value. What the
//! compiler says of it is compared with what its rule says, and a rule tells why.

#![cfg(feature = "std")]

#[path = "auto_traits/probe.rs"]
#[macro_use]
mod probe;
#[path = "auto_traits/places.rs"]
#[macro_use]
mod places;
#[path = "auto_traits/aliases.rs"]
#[macro_use]
mod aliases;
#[path = "auto_traits/async_fns.rs"]
mod async_fns;
#[path = "auto_traits/blocking.rs"]
mod blocking;
#[path = "auto_traits/channel_rules.rs"]
mod channel_rules;
#[path = "auto_traits/channels.rs"]
mod channels;
#[cfg(feature = "critical-section")]
#[path = "auto_traits/critical.rs"]
mod critical;
#[cfg(all(feature = "reactor", unix))]
#[path = "auto_traits/devices.rs"]
mod devices;
#[path = "auto_traits/executor.rs"]
mod executor;
#[cfg(feature = "executor")]
#[path = "auto_traits/executor_heap.rs"]
mod executor_heap;
#[cfg(feature = "lock_api")]
#[path = "auto_traits/lock_api.rs"]
mod lock_api;
#[path = "auto_traits/locks.rs"]
mod locks;
#[path = "auto_traits/own_handle.rs"]
mod own_handle;
#[path = "auto_traits/plain.rs"]
mod plain;
#[path = "auto_traits/rules.rs"]
mod rules;
#[path = "auto_traits/signals.rs"]
mod signals;
#[path = "auto_traits/table.rs"]
mod table;
#[path = "auto_traits/time.rs"]
mod time;
#[path = "auto_traits/values.rs"]
mod values;
