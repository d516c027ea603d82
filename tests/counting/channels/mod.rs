//! What the channels cost: each script is run with the lock for threads, and with a plain one.
//!
//! In every script, whoever waits clones one waker, is woken once, and polls once more.

mod broadcast;
mod exchange;
mod lite;
mod mpmc;
mod mpsc;
mod oneshot;
mod oneshot_broadcast;
mod rendezvous;
mod senders;
mod spsc;
mod watch;

use wakeful::lock::{LocalLock, StdLock};

use crate::bill::{Bill, cost};
use crate::lock::CountingLock;
use crate::task::{poll, ready};

type Std = CountingLock<StdLock>;
type Local = CountingLock<LocalLock>;
