//! A system with one device, the thread of the driver, and executors of two kinds.

use std::sync::Arc;
use std::sync::atomic::AtomicBool as Plain;
use std::time::Instant;

use loom::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use loom::sync::{Condvar, Mutex, Notify};
use loom::thread::{self, JoinHandle};

use crate::asleep::{Asleep, sleep_by};
use crate::charge::{Charge, Means, NOBODY, THREAD, Turn, Word};
use crate::clients::{Devices, Sleeper, Slept};
use crate::parker::{EMPTY, Parker};
use crate::seat::{Sat, Seat};

/// The numbers of threads.
pub(crate) const ONE: usize = 1000;
pub(crate) const TWO: usize = 2000;

pub(crate) struct Loom(AtomicUsize);

impl Word for Loom {
    fn load(&self) -> usize {
        self.0.load(Ordering::Acquire)
    }

    fn exchange(&self, old: usize, new: usize) -> Result<(), usize> {
        self.0.compare_exchange(old, new, Ordering::AcqRel, Ordering::Acquire).map(drop)
    }

    fn touch(&self) -> usize {
        self.0.fetch_add(0, Ordering::AcqRel)
    }
}

loom::lazy_static! {
    pub(crate) static ref CHARGE: Charge<Loom> = Charge::new(Loom(AtomicUsize::new(NOBODY)));
    static ref WORLD: World = World::new();
}

/// Ends the sleep of whoever is in the seat.
pub(crate) fn oust() {
    WORLD.oust();
}

/// The system: what its poller has to say.
#[derive(Default)]
struct System {
    rung: bool,
    happened: bool,
}

/// Those who wait for the device.
#[derive(Default)]
struct Line {
    /// It is ready, and that was found out.
    ready: bool,
    waiting: Vec<Waiting>,
}

enum Waiting {
    Parker(Arc<Parker>),
    Notify(Arc<Notify>),
}

pub(crate) struct World {
    seat: Seat<()>,
    system: Mutex<System>,
    signal: Condvar,
    line: Mutex<Line>,
    devices: AtomicUsize,
    /// Somebody waits for a time that does not come.
    timer: AtomicBool,
    parker: Parker,
    closed: AtomicBool,
    /// Beside the model: no thread learns anything of another by it.
    hired: Plain,
}

fn parker() -> Parker {
    Parker::of(AtomicU32::new(EMPTY), Mutex::new(()), Condvar::new())
}

impl World {
    fn new() -> Self {
        Self {
            seat: Seat::of(AtomicU32::new(0), Mutex::new(())),
            system: Mutex::default(),
            signal: Condvar::new(),
            line: Mutex::default(),
            devices: AtomicUsize::new(0),
            timer: AtomicBool::new(false),
            parker: parker(),
            closed: AtomicBool::new(false),
            hired: Plain::new(false),
        }
    }

    pub(crate) fn get() -> &'static Self {
        &WORLD
    }

    pub(crate) fn is_hired(&self) -> bool {
        self.hired.load(Ordering::Relaxed)
    }

    pub(crate) fn add_device(&self) {
        if self.devices.fetch_add(1, Ordering::AcqRel) == 0 {
            CHARGE.devices_changed(&Process);
        }
    }

    pub(crate) fn remove_device(&self) {
        self.line.lock().unwrap().ready = false;
        if self.devices.fetch_sub(1, Ordering::AcqRel) == 1 {
            CHARGE.devices_changed(&Process);
        }
    }

    /// Something happens to the device.
    pub(crate) fn happen(&self) {
        self.system.lock().unwrap().happened = true;
        self.signal.notify_one();
    }

    /// Somebody of another executor waits for a time.
    pub(crate) fn wait_for_a_time(&self, here: usize) {
        self.timer.store(true, Ordering::Release);
        CHARGE.nearer(here, &Process);
        CHARGE.waits(None, &Process);
    }

    /// Sleeps until the poller has something to say. Whether something happened to the device.
    fn poll(&self) -> bool {
        let mut system = self.system.lock().unwrap();
        while !system.rung && !system.happened {
            system = self.signal.wait(system).unwrap();
        }
        system.rung = false;
        std::mem::take(&mut system.happened)
    }

    fn spread(&self) {
        let waiting = {
            let mut line = self.line.lock().unwrap();
            line.ready = true;
            std::mem::take(&mut line.waiting)
        };
        for one in waiting {
            match one {
                Waiting::Parker(parker) => parker.unpark(),
                Waiting::Notify(notify) => notify.notify(),
            }
        }
    }

    /// Waits for the device. Whether it is ready.
    fn wait(&self, own: Option<usize>, one: Waiting) -> bool {
        {
            let mut line = self.line.lock().unwrap();
            if line.ready {
                return true;
            }
            line.waiting.push(one);
        }
        CHARGE.waits(own, &Process);
        false
    }

    /// The driver's thread. It is there from the beginning.
    pub(crate) fn drive(&'static self) -> JoinHandle<()> {
        thread::spawn(|| {
            let world = Self::get();
            while !world.closed.load(Ordering::Acquire) {
                match CHARGE.turn_of_thread(&Process) {
                    Turn::Until(_) if !world.is_empty() => {
                        sleep_by(world, None, &Asleep::new(&world.parker, THREAD));
                    }
                    _ => world.parker.park(),
                }
            }
        })
    }

    /// Ends the driver's thread, when all the others have ended.
    pub(crate) fn close(&self, driver: JoinHandle<()>) {
        self.closed.store(true, Ordering::Release);
        self.parker.unpark();
        driver.join().unwrap();
    }
}

/// What those in charge work with.
struct Process;

impl Means for Process {
    type Time = u64;

    fn look(&self) -> Option<u64> {
        WORLD.timer.load(Ordering::Acquire).then_some(1)
    }

    fn is_idle(&self) -> bool {
        !WORLD.timer.load(Ordering::Acquire) && Devices::is_idle(&*WORLD)
    }

    fn is_unused(&self) -> bool {
        !WORLD.timer.load(Ordering::Acquire) && WORLD.is_empty()
    }

    fn oust(&self) {
        oust();
    }

    fn hire(&self) {
        WORLD.hired.store(true, Ordering::Relaxed);
    }

    fn call(&self) {
        WORLD.parker.unpark();
    }
}

impl Devices for World {
    fn is_idle(&self) -> bool {
        self.line.lock().unwrap().waiting.is_empty()
    }

    fn is_empty(&self) -> bool {
        self.devices.load(Ordering::Acquire) == 0
    }

    fn sleep(&self, _: Option<Instant>, sleeper: &dyn Sleeper) -> Slept {
        let slept = self.seat.sleep(|| sleeper.may_sleep(), |()| self.poll());
        sleeper.is_awake();
        match slept {
            Sat::Slept(true) => self.spread(),
            Sat::Slept(false) | Sat::Stayed => {}
            Sat::Taken => return Slept::Busy,
        }
        Slept::Done
    }

    fn look(&self) {}

    fn oust(&self) {
        if self.seat.ring() {
            self.system.lock().unwrap().rung = true;
            self.signal.notify_one();
        }
    }
}

/// A `block_on` of the thread `here` that waits for the device, by its parker.
pub(crate) fn start(here: usize) -> Arc<Parker> {
    let parker = Arc::new(parker());
    assert!(!WORLD.wait(Some(here), Waiting::Parker(Arc::clone(&parker))));
    parker
}

/// Its sleeps, until it was unparked.
pub(crate) fn until_unparked(here: usize, parker: &Parker) {
    loop {
        match CHARGE.turn_of(here, &Process) {
            Turn::Off => return parker.park(),
            Turn::Until(_) => {
                let unparked = sleep_by(&*WORLD, None, &Asleep::new(parker, here));
                if unparked || parker.take() {
                    return;
                }
            }
        }
    }
}

/// A whole `block_on` that waits for the device.
pub(crate) fn block_on(here: usize) {
    let parker = Arc::new(parker());
    if !WORLD.wait(Some(here), Waiting::Parker(Arc::clone(&parker))) {
        until_unparked(here, &parker);
    }
    CHARGE.leave(here, &Process);
}

/// The same in an executor that knows nothing of us, with something to do before it sleeps.
pub(crate) fn foreign(then: impl FnOnce()) {
    let notify = Arc::new(Notify::new());
    let ready = WORLD.wait(None, Waiting::Notify(Arc::clone(&notify)));
    then();
    if !ready {
        notify.wait();
    }
}
