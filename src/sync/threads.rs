//! The thread-safe flavor.

use alloc::sync::Arc;

use super::generic;
use crate::lock::StdLock;
use crate::wait;
