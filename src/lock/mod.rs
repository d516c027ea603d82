//! Who may touch a state: locks that are held for a few instructions at a time.
//!
//! Every primitive is generic over a [`RawLock`]. The lock decides what the primitive may be used
//! for, and nothing else about it changes:
//!
//! | lock | the word is | safe against | needs |
//! |---|---|---|---|
//! | [`LocalLock`] | a plain cell | nothing: one thread | core |
//! | `StdLock` | an atomic | threads | `std` |
//! | `CriticalSectionLock` | a plain cell | threads and interrupts | `critical-section` |
//! | `LockApi<R>` | a plain cell | what `R` is safe against | `lock_api` |

#[cfg(target_has_atomic = "ptr")]
mod atomic;
mod counter;
#[cfg(feature = "critical-section")]
mod critical_section;
mod local;
#[cfg(feature = "lock_api")]
mod lock_api;
mod locked;
mod raw;
mod state;
#[cfg(feature = "std")]
mod std;

#[cfg(target_has_atomic = "ptr")]
pub(crate) use self::atomic::AtomicWords as Words;
pub use self::counter::{Counter, LoadStore};
#[cfg(feature = "critical-section")]
pub use self::critical_section::CriticalSectionLock;
#[cfg(all(not(target_has_atomic = "ptr"), feature = "critical-section"))]
pub(crate) use self::critical_section::CriticalSectionLock as Words;
pub use self::local::LocalLock;
#[cfg(feature = "lock_api")]
pub use self::lock_api::LockApi;
pub use self::locked::Locked;
pub use self::raw::{RawLock, ThreadSafe, Word};
pub(crate) use self::state::State;
#[cfg(feature = "std")]
pub use self::std::StdLock;
