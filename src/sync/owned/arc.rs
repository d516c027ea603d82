//! What `Arc` handles can do, in the flavors for threads.

use alloc::sync::Arc;

use crate::lock::ThreadSafe;
use crate::sync::generic::*;
use crate::sync::{TryAcquireError, TryLockError};
use crate::wait::{Acquire, Permit};

owned_forms!(Arc, [L: ThreadSafe], L);
