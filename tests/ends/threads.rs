//! The shared form of each channel, for threads.

use wakeful::channel::{mpmc, mpsc, priority};

use super::{Subject, Token};

pub(crate) struct Mpmc;
pub(crate) struct Mpsc;
pub(crate) struct Priority;

impl Subject for Mpmc {
    const NAME: &'static str = "mpmc for threads";
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;

    type Sender = mpmc::Sender<Token>;
    type Receiver = mpmc::Receiver<Token>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpmc::channel(capacity)
    }
}

impl Subject for Mpsc {
    const NAME: &'static str = "mpsc for threads";
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = false;

    type Sender = mpsc::Sender<Token>;
    type Receiver = mpsc::Receiver<Token>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        mpsc::channel(capacity)
    }
}

impl Subject for Priority {
    const NAME: &'static str = "priority for threads";
    const MANY_SENDERS: bool = true;
    const MANY_RECEIVERS: bool = true;
    const BY_RANK: bool = true;

    type Sender = priority::Sender<Token>;
    type Receiver = priority::Receiver<Token>;

    fn channel(capacity: usize) -> (Self::Sender, Self::Receiver) {
        priority::channel(capacity)
    }
}
