//! What `Rc` handles can do, in the local flavor.

use alloc::rc::Rc;

use crate::lock::LocalLock;
use crate::sync::generic::*;
use crate::sync::{TryAcquireError, TryLockError};
use crate::wait::{Acquire, Permit};

owned_forms!(Rc, [], LocalLock);
