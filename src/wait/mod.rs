//! How a task waits: a word, a list of waiters, one future for all. The kit for your own primitive.
//!
//! A primitive is a pure function on one word. Its rules are a [`Policy`]: given the state and a
//! request, the next state or a refusal. A [`WaitQueue`] adds the word, the list of those who were
//! refused, and the lock around the list; [`Acquire`] is the future, [`Permit`] the guard.
//!
//! # A latch in 20 lines
//!
//! Tasks wait until a counter has come down to zero:
//!
//! ```
//! use wakeful::lock::StdLock;
//! use wakeful::wait::{Acquire, Policy, WaitQueue};
//!
//! struct Zero;
//!
//! impl Policy for Zero {
//!     type Request = ();
//!     const EXCLUSIVE: bool = false;
//!     fn grant(left: usize, (): ()) -> Option<usize> {
//!         (left == 0).then_some(left) // a grant that takes nothing
//!     }
//! }
//!
//! struct Latch(WaitQueue<Zero, StdLock>);
//!
//! impl Latch {
//!     const fn new(count: usize) -> Self {
//!         Self(WaitQueue::new(count))
//!     }
//!     fn count_down(&self) {
//!         let _ = self.0.update(|left| left.checked_sub(1));
//!     }
//!     fn wait(&self) -> Acquire<&WaitQueue<Zero, StdLock>, ()> {
//!         Acquire::new(&self.0, ())
//!     }
//! }
//!
//! let latch = Latch::new(2);
//! std::thread::scope(|s| {
//!     s.spawn(|| latch.count_down());
//!     s.spawn(|| latch.count_down());
//!     wakeful::executor::block_on(latch.wait());
//! });
//! ```
//!
//! # The protocol
//!
//! The word holds the state and five flags. `FAIR` is set for good; the others are set and cleared
//! with the lock held, by compare-exchange on the very value that was judged.
//!
//! | queue | `QUEUED` | `CALL` | `STRICT` | so |
//! |---|---|---|---|---|
//! | empty | 0 | 0 | 0 | fast paths only |
//! | somebody must be told of a release | 1 | 1 | 0 | a release takes the lock and settles |
//! | everybody who could use a release has an offer | 1 | 0 | 0 | releases skip the lock |
//! | as many have an offer as may (`FULL`) | 1 | 0 | 0 | and whoever takes one up settles |
//! | the front was passed by too often, or the queue is fair | 1 | 1 | 1 | newcomers may not take; the front is granted directly |
//!
//! * **Acquire**: load; unless `STRICT`, ask the policy and compare-exchange. A grant that takes
//!   nothing (the state stays as it is) is given at once, `STRICT` or not: it overtakes nobody.
//! * **Release**: one `fetch_add`; if the value it replaced had `CALL`, lock and settle.
//! * **First refused poll**: clone the waker, lock, try again; publish `CALL` on exactly the word
//!   that was refused; link the node.
//! * **Settle** ends every locked operation that may let somebody go on: from the front, pass those
//!   who take nothing, grant (`STRICT`) or make offers to as many as can be served together, publish
//!   the flags; wake them after the lock is released. (Who takes just what it was offered lets
//!   nobody go on.)
//! * **An offer** is a wake-up and no more. The poll that follows takes, or loses and waits on; a
//!   drop passes the offer on; a future that is forgotten or not polled again holds nothing that a
//!   newcomer could not take. Those behind it sleep on, though: nobody knows that it will not come.
//!
//! *Losses* bound how often a waiter is overtaken: after [`LOST_POLLS`] polls that lost, or when
//! that often a release was not enough for it because others came between, it goes strict: nobody
//! new may take anything until the front is served.

mod acquire;
mod batch;
#[cfg_attr(target_os = "none", path = "flash/scarce.rs")]
#[cfg_attr(not(target_os = "none"), path = "flash/plenty.rs")]
pub(crate) mod flash;
#[cfg(feature = "futures-core")]
mod fused;
mod handle;
mod heap;
mod list;
mod node;
mod permit;
mod policy;
mod queue;
mod serve;
#[cfg(feature = "alloc")]
mod shared;
#[cfg(all(feature = "alloc", target_has_atomic = "ptr"))]
mod shared_arc;
mod stage;
mod timer;
mod value;
mod waiter;
#[cfg_attr(feature = "std", path = "wake_each/std.rs")]
#[cfg_attr(not(feature = "std"), path = "wake_each/core.rs")]
mod wake_each;
mod waker_cell;
mod zero;

pub use self::acquire::Acquire;
pub use self::handle::{Handle, Request};
pub use self::permit::{MayPass, Outcome, Permit};
pub use self::policy::{Grant, Policy};
pub use self::queue::WaitQueue;
pub(crate) use self::serve::{LOST, STRICT_AT};
pub use self::serve::{LOST_POLLS, OFFERS};
pub use self::value::STATE_BITS;
pub use self::waker_cell::WakerCell;
pub use self::zero::Zero;

pub(crate) use self::acquire::completed;
pub(crate) use self::batch::Batch;
pub(crate) use self::handle::Primitive;
pub(crate) use self::heap::Heap;
pub(crate) use self::list::{End, List};
pub(crate) use self::node::Node;
pub(crate) use self::queue::Change;
pub(crate) use self::stage::Stage;
pub(crate) use self::timer::{Steps, Timer, Tired};
pub(crate) use self::wake_each::wake_each;
