//! C12 for channels: those that lie where their user puts them are made by the compiler; errors are what
//! errors should be.

use std::error::Error;
use std::fmt::Debug;
use std::marker::PhantomData;

use wakeful::channel::buffer::ArrayBuf;
use wakeful::channel::generic::oneshot::{self, lite};
use wakeful::channel::generic::{
    broadcast, exchange, mpmc, mpsc, oneshot_broadcast, priority, rendezvous, spsc, watch,
};
use wakeful::channel::{
    AsIs, Guarded, Inline, RecvError, RecvTimeoutError, SendError, SendTimeoutError, TryRecvError,
    TrySendError,
};
use wakeful::lock::{RawLock, StdLock};

use crate::flavor::{self, Flavor, Visitor};
use crate::scene::now;

type Broadcast<L> = broadcast::Channel<u32, Inline<broadcast::Slot<u32>, 2>, L>;
type Mpsc<L> = mpsc::Channel<mpsc::InlineBuf<u32, 2>, L>;
type Mpmc<L> = mpmc::Channel<mpmc::InlineBuf<u32, 2>, L>;
type Own<L> = mpmc::Channel<Guarded<ArrayBuf<u32, 2>, AsIs<u32>>, L>;
type Priority<L> = priority::Channel<priority::InlineRanked<u32, 2>, L>;
type MpscRing = mpsc::Channel<mpsc::InlineRing<u32, 2, StdLock>, StdLock>;
type MpmcRing = mpmc::Channel<mpmc::InlineRing<u32, 2, StdLock>, StdLock>;

/// One of each, for any lock.
struct Constants<L>(PhantomData<L>);

#[allow(clippy::declare_interior_mutable_const, reason = "that they can be is the test")]
impl<L: RawLock> Constants<L> {
    const ONESHOT: oneshot::Oneshot<u32, L> = oneshot::Oneshot::new();
    const LITE: lite::Oneshot<bool, L> = lite::Oneshot::new();
    const FOR_ALL: oneshot_broadcast::Channel<u32, L> = oneshot_broadcast::Channel::new();
    const SPSC: spsc::Channel<Inline<spsc::Slot<u32>, 2>, L> = spsc::Channel::new();
    const MPSC: Mpsc<L> = Mpsc::<L>::new();
    const MPMC: Mpmc<L> = Mpmc::<L>::new();
    const OWN: Own<L> = Own::<L>::with_buffer(ArrayBuf::new());
    const PRIORITY: Priority<L> = Priority::<L>::new();
    const RENDEZVOUS: rendezvous::Channel<u32, L> = rendezvous::Channel::new();
    const EXCHANGE: exchange::Exchange<u32, L> = exchange::Exchange::new();
    const BROADCAST: Broadcast<L> = broadcast::Channel::new();
    const BACKPRESSURE: Broadcast<L> = broadcast::Channel::backpressure();
    const WATCH: watch::Channel<u32, L> = watch::Channel::new(1);
}

/// Those that need a lock-free one.
#[allow(clippy::declare_interior_mutable_const, reason = "that they can be is the test")]
impl Constants<StdLock> {
    const MPSC_RING: MpscRing = MpscRing::new();
    const MPMC_RING: MpmcRing = MpmcRing::new();
}

/// Splits a channel, sends 7, receives it.
macro_rules! hand_over {
    ($channel:expr, |$tx:ident| $send:expr, |$rx:ident| $recv:expr) => {{
        let mut channel = $channel;
        assert!(!format!("{channel:?}").is_empty());
        #[allow(unused_mut, reason = "some ends are unique")]
        let (mut $tx, mut $rx) = channel.split();
        assert!(!format!("{:?} {:?}", $tx, $rx).is_empty());
        assert!($send);
        assert_eq!($recv, 7);
    }};
}

struct Construct;

impl Visitor for Construct {
    fn visit<F: Flavor>(&mut self) {
        type Of<F> = Constants<<F as Flavor>::Lock>;
        let mut lite = Of::<F>::LITE;
        let (tx, mut rx) = lite.split();
        assert!(!format!("{tx:?} {rx:?}").is_empty());
        assert_eq!((tx.send(true), rx.try_recv()), (Ok(()), Ok(true)));
        hand_over!(Of::<F>::ONESHOT, |tx| tx.send(7).is_ok(), |rx| rx.try_recv().unwrap());
        hand_over!(Of::<F>::FOR_ALL, |tx| tx.send(7).is_ok(), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::SPSC, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::MPSC, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::MPMC, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::OWN, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::PRIORITY, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::BROADCAST, |tx| tx.try_send(7) == Ok(1), |rx| now(rx.recv()).unwrap());
        hand_over!(Of::<F>::BACKPRESSURE, |tx| now(tx.send(7)) == Ok(1), |rx| {
            rx.try_recv().unwrap()
        });
        hand_over!(Of::<F>::WATCH, |tx| tx.send(7).is_ok(), |rx| *rx.borrow_and_update());
        let mut rendezvous = Of::<F>::RENDEZVOUS;
        let (tx, rx) = rendezvous.split();
        assert_eq!(tx.try_send(7), Err(TrySendError::Full(7)));
        assert!(!format!("{tx:?} {rx:?}").is_empty());
        let exchange = Of::<F>::EXCHANGE;
        assert_eq!(exchange.try_exchange(7), Err(exchange::TryExchangeError(7)));
    }
}

#[test]
fn c12_every_channel_is_made_by_the_compiler() {
    flavor::each_borrowed(&mut Construct);
    flavor::each_owned(&mut Construct);
    type Of = Constants<StdLock>;
    hand_over!(Of::MPSC_RING, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
    hand_over!(Of::MPMC_RING, |tx| tx.try_send(7).is_ok(), |rx| now(rx.recv()).unwrap());
}

/// What was sent need not be `Debug` for its error to be one.
#[derive(Clone, PartialEq)]
struct Opaque;

fn is_an_error<E: Error + Clone + PartialEq + Debug + Send + Sync + 'static>(errors: &[E]) {
    for error in errors {
        assert!(!error.to_string().is_empty());
        assert!(!format!("{error:?}").is_empty());
        assert!(error.clone() == *error);
    }
}

#[test]
fn c12_errors_of_channels_are_what_errors_should_be() {
    is_an_error(&[SendError(Opaque)]);
    is_an_error(&[TrySendError::Full(Opaque), TrySendError::Closed(Opaque)]);
    is_an_error(&[SendTimeoutError::Timeout(Opaque), SendTimeoutError::Closed(Opaque)]);
    is_an_error(&[RecvError]);
    is_an_error(&[TryRecvError::Empty, TryRecvError::Closed]);
    is_an_error(&[RecvTimeoutError::Timeout, RecvTimeoutError::Closed]);
    is_an_error(&[exchange::TryExchangeError(Opaque)]);
    is_an_error(&[broadcast::Lagged(1)]);
    is_an_error(&[broadcast::RecvError::Closed, broadcast::RecvError::Lagged(1)]);
    is_an_error(&[
        broadcast::TryRecvError::Empty,
        broadcast::TryRecvError::Closed,
        broadcast::TryRecvError::Lagged(1),
    ]);
    is_an_error(&[
        broadcast::RecvTimeoutError::Timeout,
        broadcast::RecvTimeoutError::Closed,
        broadcast::RecvTimeoutError::Lagged(1),
    ]);
}
