//! The sizes of types, as a table in a section of its own: read from the object file, so nothing has to run.

use core::future::Ready;

use crate::{Lock, Store};
use wakeful::channel::generic::{
    broadcast, mpsc, oneshot, oneshot_broadcast, queue, rendezvous, spsc, watch,
};
use wakeful::channel::{Inline, Many, One};
use wakeful::executor::generic::TaskCell;
use wakeful::sync::generic::{self as sync, *};
use wakeful::time::Heap;
use wakeful::time::generic::{Interval, MockClock, Sleep, Timeout, Timers};
use wakeful::wait::{Permit, WakerCell};

/// A type and its size.
#[repr(C)]
#[derive(Debug)]
pub(crate) struct Row {
    /// Filled up with spaces.
    name: [u8; 44],
    size: u32,
}

const fn row<T>(text: &str) -> Row {
    let mut name = [b' '; 44];
    let mut i = 0;
    while i < text.len() {
        name[i] = text.as_bytes()[i];
        i += 1;
    }
    Row { name, size: size_of::<T>() as u32 }
}

type Queue<R> = queue::Channel<Store<u32, 4>, R, Lock>;
type Spsc = spsc::Channel<Inline<spsc::Slot<u32>, 4>, Lock>;
type Broadcast = broadcast::Channel<u32, Inline<broadcast::Slot<u32>, 4>, Lock>;
type Watch = watch::Channel<u32, Lock>;
type Time = Timers<MockClock<Lock>, Lock, Heap>;

/// Primitives, guards, ends of channels, futures.
#[used]
#[unsafe(link_section = ".sizes")]
pub(crate) static TABLE: [Row; 58] = [
    row::<Mutex<(), Lock>>("Mutex<()>"),
    row::<Mutex<u32, Lock>>("Mutex<u32>"),
    row::<RwLock<u32, Lock>>("RwLock<u32>"),
    row::<Semaphore<Lock>>("Semaphore"),
    row::<ManualResetEvent<Lock>>("ManualResetEvent"),
    row::<AutoResetEvent<Lock>>("AutoResetEvent"),
    row::<Notify<Lock>>("Notify"),
    row::<SingleWaiterNotify<Lock>>("SingleWaiterNotify"),
    row::<Condvar<Lock>>("Condvar"),
    row::<Barrier<Lock>>("Barrier"),
    row::<Latch<Lock>>("Latch"),
    row::<WaitGroup<Lock>>("WaitGroup"),
    row::<OnceCell<u32, Lock>>("OnceCell<u32>"),
    row::<CancellationToken<Lock>>("CancellationToken"),
    row::<WakerCell<Lock>>("WakerCell"),
    row::<oneshot::Oneshot<u32, Lock>>("Oneshot<u32>"),
    row::<oneshot::lite::Oneshot<bool, Lock>>("lite::Oneshot<bool>"),
    row::<oneshot_broadcast::Channel<u32, Lock>>("oneshot_broadcast::Channel<u32>"),
    row::<Spsc>("spsc::Channel<u32, 4>"),
    row::<Queue<One>>("mpsc::Channel<u32, 4>"),
    row::<Queue<Many>>("mpmc::Channel<u32, 4>"),
    row::<rendezvous::Channel<u32, Lock>>("rendezvous::Channel<u32>"),
    row::<Broadcast>("broadcast::Channel<u32, 4>"),
    row::<Watch>("watch::Channel<u32>"),
    row::<Time>("Timers, heap"),
    row::<TaskCell<Lock, 0>>("TaskCell<0>"),
    row::<MutexGuard<&Mutex<u32, Lock>>>("MutexGuard, handle"),
    row::<ReadGuard<&RwLock<u32, Lock>>>("ReadGuard, handle"),
    row::<WriteGuard<&RwLock<u32, Lock>>>("WriteGuard, handle"),
    row::<Permit<&Semaphore<Lock>>>("Permit of a semaphore"),
    row::<oneshot::Sender<&oneshot::Oneshot<u32, Lock>>>("oneshot::Sender, handle"),
    row::<spsc::Sender<&Spsc>>("spsc::Sender, handle"),
    row::<queue::Sender<&Queue<Many>>>("mpmc::Sender, handle"),
    row::<queue::Receiver<&Queue<Many>>>("mpmc::Receiver, handle"),
    row::<queue::Consumer<&Queue<One>>>("mpsc::Receiver, handle"),
    row::<sync::Lock<&Mutex<u32, Lock>>>("Lock, future"),
    row::<Read<&RwLock<u32, Lock>>>("Read, future"),
    row::<Write<&RwLock<u32, Lock>>>("Write, future"),
    row::<Upgrade<&RwLock<u32, Lock>>>("Upgrade, future"),
    row::<AcquirePermit<&Semaphore<Lock>>>("AcquirePermit, future"),
    row::<Wait<&ManualResetEvent<Lock>>>("Wait of an event, future"),
    row::<Wait<&Latch<Lock>>>("Wait of a latch, future"),
    row::<Notified<&Notify<Lock>>>("Notified, future"),
    row::<SingleNotified<'static, Lock>>("SingleNotified, future"),
    row::<BarrierWait<&Barrier<Lock>>>("BarrierWait"),
    row::<CondvarWait<'static, &Mutex<u32, Lock>, u32, Lock>>("CondvarWait"),
    row::<oneshot::Recv<'static, &oneshot::Oneshot<u32, Lock>>>("oneshot::Recv, future"),
    row::<oneshot_broadcast::Recv<'static, u32, Lock>>("oneshot_broadcast::Recv, future"),
    row::<spsc::Send<'static, &Spsc>>("spsc::Send with its u32"),
    row::<spsc::Recv<'static, &Spsc>>("spsc::Recv, future"),
    row::<queue::Send<'static, Store<u32, 4>, Many, Lock>>("mpmc::Send with its u32"),
    row::<queue::Recv<'static, Store<u32, 4>, Lock>>("mpmc::Recv, future"),
    row::<mpsc::Next<'static, Store<u32, 4>, Lock>>("mpsc::Recv, future"),
    row::<broadcast::Recv<'static, &Broadcast>>("broadcast::Recv"),
    row::<watch::Changed<'static, &Watch>>("watch::Changed"),
    row::<Sleep<&'static Time>>("Sleep"),
    row::<Interval<&'static Time>>("Interval"),
    row::<Timeout<Ready<u32>, &'static Time>>("Timeout<Ready<u32>>"),
];
