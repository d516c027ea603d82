//! The channels, their ends and their futures: by lock, value, and way to the channel.

use wakeful::channel::generic::oneshot::{self, lite};
use wakeful::channel::generic::{
    broadcast, exchange, mpmc, mpsc, oneshot_broadcast, rendezvous, spsc, watch,
};
use wakeful::channel::{Inline, Many, Shared, Tail};

use crate::channel_rules::*;
use crate::places::At;
use crate::probe::Traits;
use crate::table::{Table, rows};

type Ref<C> = &'static C;
use By::{Reference, Shared as Owned};

#[test]
fn oneshots() {
    type Of<T, L> = oneshot::Oneshot<T, L>;
    let mut table = Table::default();
    rows!(table, Of<T, L>, L T, hands_over);
    rows!(table, oneshot::Sender<Ref<Of<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, oneshot::Sender<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, oneshot::Receiver<Ref<Of<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, oneshot::Receiver<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, oneshot::Recv<'static, Ref<Of<T, L>>>, L T, |at| {
        future_of_unique_end(Reference, hands_over(at))
    });
    rows!(table, oneshot::Recv<'static, Shared<Of<T, L>>>, L T, |at| {
        future_of_unique_end(Owned, hands_over(at))
    });
    rows!(table, oneshot::Closed<'static, Ref<Of<T, L>>>, L T, |at| {
        future_of_unique_end(Reference, hands_over(at))
    });
    rows!(table, oneshot::Closed<'static, Shared<Of<T, L>>>, L T, |at| {
        future_of_unique_end(Owned, hands_over(at))
    });
    table.close(216);
}

/// A state whose type is neither `Send` nor `Sync`, and needs not be.
#[derive(Clone, Copy)]
struct Local(std::marker::PhantomData<*const ()>);

impl lite::State for Local {
    fn to_u8(self) -> u8 {
        0
    }

    fn from_u8(byte: u8) -> Option<Self> {
        (byte == 0).then_some(Self(std::marker::PhantomData))
    }
}

#[test]
fn oneshots_of_a_byte() {
    type Of<L> = lite::Oneshot<Local, L>;
    let mut table = Table::default();
    rows!(table, Of<L>, L, sends_a_byte);
    rows!(table, lite::Sender<Ref<Of<L>>>, L, |at| end(Reference, sends_a_byte(at)));
    rows!(table, lite::Sender<Shared<Of<L>>>, L, |at| end(Owned, sends_a_byte(at)));
    rows!(table, lite::Receiver<Ref<Of<L>>>, L, |at| end(Reference, sends_a_byte(at)));
    rows!(table, lite::Receiver<Shared<Of<L>>>, L, |at| end(Owned, sends_a_byte(at)));
    rows!(table, lite::Recv<'static, Shared<Of<L>>>, L, |at| end(Owned, sends_a_byte(at)));
    table.close(24);
}

#[test]
fn oneshots_for_all() {
    type Of<T, L> = oneshot_broadcast::Channel<T, L>;
    let mut table = Table::default();
    rows!(table, Of<T, L>, L T, lets_all_look);
    rows!(table, oneshot_broadcast::Sender<Ref<Of<T, L>>>, L T, |at| {
        end(Reference, lets_all_look(at))
    });
    rows!(table, oneshot_broadcast::Sender<Shared<Of<T, L>>>, L T, |at| {
        end(Owned, lets_all_look(at))
    });
    rows!(table, oneshot_broadcast::Receiver<Ref<Of<T, L>>>, L T, |at| {
        end(Reference, lets_all_look(at))
    });
    rows!(table, oneshot_broadcast::Receiver<Shared<Of<T, L>>>, L T, |at| {
        end(Owned, lets_all_look(at))
    });
    rows!(table, oneshot_broadcast::Recv<'static, T, L>, L T, |at| {
        future_with_node(lets_all_look(at))
    });
    table.close(144);
}

#[test]
fn rings_between_two() {
    type In<T, L> = spsc::Channel<Inline<spsc::Slot<T>, 2>, L>;
    type Of<T, L> = spsc::Channel<Tail<spsc::Slot<T>>, L>;
    let mut table = Table::default();
    rows!(table, In<T, L>, L T, hands_over);
    rows!(table, spsc::Sender<Ref<In<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, spsc::Sender<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, spsc::Receiver<Ref<In<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, spsc::Receiver<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, spsc::Recv<'static, Ref<In<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, spsc::Recv<'static, Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, spsc::Send<'static, Ref<In<T, L>>>, L T, |at| {
        shows_message(future_with_message(Reference, hands_over(at), at), at)
    });
    rows!(table, spsc::Send<'static, Shared<Of<T, L>>>, L T, |at| {
        shows_message(future_with_message(Owned, hands_over(at), at), at)
    });
    rows!(table, spsc::Closed<'static, spsc::Receiver<Shared<Of<T, L>>>>, L T, |at| {
        end(Owned, hands_over(at))
    });
    rows!(table, spsc::Drain<'static, Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    table.close(264);
}

/// Stricter than it could be: the compiler's own rule for a future with a message asks for messages that
/// are `Sync`, too. Nobody shares a future that is sending.
fn shows_message(traits: Traits, at: At) -> Traits {
    Traits { sync: traits.sync && at.value.traits.sync, ..traits }
}

#[test]
fn queues() {
    type Ring<T, L> = mpmc::Channel<mpmc::InlineBuf<T, 2>, L>;
    type One<T, L> = mpsc::Channel<mpsc::InlineBuf<T, 2>, L>;
    type Of<T, L> = mpmc::Channel<mpmc::TailBuf<T>, L>;
    type OneOf<T, L> = mpsc::Channel<mpsc::TailBuf<T>, L>;
    let mut table = Table::default();
    rows!(table, Ring<T, L>, L T, hands_over);
    rows!(table, One<T, L>, L T, hands_over);
    rows!(table, mpmc::Sender<Ref<Ring<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, mpmc::Sender<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, mpmc::Receiver<Ref<Ring<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, mpmc::Receiver<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, mpsc::Sender<Shared<OneOf<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, mpsc::Receiver<Ref<One<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, mpsc::Receiver<Shared<OneOf<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, mpmc::Recv<'static, mpmc::InlineBuf<T, 2>, L>, L T, |at| {
        future_with_node(hands_over(at))
    });
    rows!(table, mpmc::Closed<'static, Ref<Ring<T, L>>>, L T, |at| {
        future_with_node(hands_over(at))
    });
    rows!(table, mpmc::Send<'static, mpmc::InlineBuf<T, 2>, Many, L>, L T, |at| {
        future_with_node(hands_over(at))
    });
    rows!(table, mpmc::Reserve<'static, Ref<Ring<T, L>>, mpmc::Slot<'static, Ref<Ring<T, L>>>>, L T, |at| {
        future_with_node(hands_over(at))
    });
    rows!(table, mpmc::Slot<'static, Ref<Ring<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, mpmc::Slots<'static, Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    table.close(360);
}

#[test]
fn queues_of_rings() {
    use wakeful::lock::StdLock as L;
    type In<T> = mpmc::Channel<mpmc::InlineRing<T, 2, L>, L>;
    type Of<T> = mpmc::Channel<mpmc::TailRing<T, L>, L>;
    let mut table = Table::default();
    rows!(table, In<T>, T, hands_over);
    rows!(table, mpmc::Sender<Ref<In<T>>>, T, |at| end(Reference, hands_over(at)));
    rows!(table, mpmc::Sender<Shared<Of<T>>>, T, |at| end(Owned, hands_over(at)));
    rows!(table, mpmc::Receiver<Ref<In<T>>>, T, |at| end(Reference, hands_over(at)));
    rows!(table, mpmc::Receiver<Shared<Of<T>>>, T, |at| end(Owned, hands_over(at)));
    rows!(table, mpmc::Recv<'static, mpmc::InlineRing<T, 2, L>, L>, T, |at| {
        future_with_node(hands_over(at))
    });
    table.close(36);
}

#[test]
fn meetings() {
    type Of<T, L> = rendezvous::Channel<T, L>;
    let mut table = Table::default();
    rows!(table, Of<T, L>, L T, hands_over);
    rows!(table, rendezvous::Sender<Ref<Of<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, rendezvous::Sender<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, rendezvous::Receiver<Ref<Of<T, L>>>, L T, |at| end(Reference, hands_over(at)));
    rows!(table, rendezvous::Receiver<Shared<Of<T, L>>>, L T, |at| end(Owned, hands_over(at)));
    rows!(table, rendezvous::Send<'static, T, L>, L T, |at| future_with_node(hands_over(at)));
    rows!(table, rendezvous::Recv<'static, T, L>, L T, |at| future_with_node(hands_over(at)));
    rows!(table, rendezvous::Incoming<Ref<Of<T, L>>>, L T, |at| {
        end_with_node(Reference, hands_over(at))
    });
    rows!(table, rendezvous::Incoming<Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, hands_over(at))
    });
    rows!(table, rendezvous::Outgoing<Ref<Of<T, L>>>, L T, |at| {
        end_with_node(Reference, hands_over(at))
    });
    rows!(table, rendezvous::Outgoing<Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, hands_over(at))
    });
    rows!(table, exchange::Exchange<T, L>, L T, hands_over);
    rows!(table, exchange::Meet<'static, T, L>, L T, |at| future_with_node(hands_over(at)));
    table.close(312);
}

#[test]
fn broadcasts() {
    type In<T, L> = broadcast::Channel<T, Inline<broadcast::Slot<T>, 2>, L>;
    type Of<T, L> = broadcast::SharedChannel<T, L>;
    let mut table = Table::default();
    rows!(table, In<T, L>, L T, lets_all_look);
    rows!(table, broadcast::Sender<Ref<In<T, L>>>, L T, |at| end(Reference, lets_all_look(at)));
    rows!(table, broadcast::Sender<Shared<Of<T, L>>>, L T, |at| end(Owned, lets_all_look(at)));
    rows!(table, broadcast::Receiver<Ref<In<T, L>>>, L T, |at| end(Reference, lets_all_look(at)));
    rows!(table, broadcast::Receiver<Shared<Of<T, L>>>, L T, |at| end(Owned, lets_all_look(at)));
    rows!(table, broadcast::Send<'static, Ref<In<T, L>>>, L T, |at| {
        end_with_node(Reference, lets_all_look(at))
    });
    rows!(table, broadcast::Send<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, broadcast::Closed<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, broadcast::Recv<'static, Ref<In<T, L>>>, L T, |at| {
        end_with_node(Reference, lets_all_look(at))
    });
    rows!(table, broadcast::Recv<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, Stream<Ref<In<T, L>>>, L T, |at| end_with_node(Reference, lets_all_look(at)));
    rows!(table, Stream<Shared<Of<T, L>>>, L T, |at| end_with_node(Owned, lets_all_look(at)));
    table.close(288);
}

type Stream<A> = broadcast::Messages<A, broadcast::Receiver<A>>;

#[test]
fn watched_values() {
    type Of<T, L> = watch::Channel<T, L>;
    let mut table = Table::default();
    rows!(table, Of<T, L>, L T, lets_all_look);
    rows!(table, watch::Sender<Ref<Of<T, L>>>, L T, |at| end(Reference, lets_all_look(at)));
    rows!(table, watch::Sender<Shared<Of<T, L>>>, L T, |at| end(Owned, lets_all_look(at)));
    rows!(table, watch::Receiver<Ref<Of<T, L>>>, L T, |at| end(Reference, lets_all_look(at)));
    rows!(table, watch::Receiver<Shared<Of<T, L>>>, L T, |at| end(Owned, lets_all_look(at)));
    rows!(table, watch::Changed<'static, Ref<Of<T, L>>>, L T, |at| {
        end_with_node(Reference, lets_all_look(at))
    });
    rows!(table, watch::Changed<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, watch::Recv<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, watch::Receive<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, watch::Closed<'static, Shared<Of<T, L>>>, L T, |at| {
        end_with_node(Owned, lets_all_look(at))
    });
    rows!(table, watch::Cached<Shared<Of<T, L>>>, L T, |at| {
        // The copy is its own, and moves with it.
        let (end, copy) = (end(Owned, lets_all_look(at)), at.value.traits);
        Traits { send: end.send && copy.send, sync: end.sync && copy.sync, unpin: copy.unpin }
    });
    rows!(table, watch::Ref<T>, T, |at| at.value.traits);
    table.close(270);
}
