//! A reader-writer lock: many readers or one writer, and guards that turn into others.

use wakeful::lock::RawLock;
use wakeful::sync::generic::{Mode, ReadGuard, RwLock, UpgradableGuard, WriteGuard};

use crate::flavor::Family;
use crate::mutex::Never;
use crate::primitive::{DEEP, Model, Primitive, Turned, Waiting};
use crate::world::Entry;

/// Who holds it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Holders {
    readers: usize,
    upgradable: bool,
    writer: bool,
}

const NOBODY: Holders = Holders { readers: 0, upgradable: false, writer: false };

impl Model for Holders {
    type Ask = Mode;
    type Signal = Never;

    const HOLDS: bool = true;

    fn take(&self, mode: Mode) -> Option<Self> {
        let Self { readers, upgradable, writer } = *self;
        match mode {
            Mode::Read if !writer => Some(Self { readers: readers + 1, ..*self }),
            Mode::Upgradable if !writer && !upgradable => Some(Self { upgradable: true, ..*self }),
            Mode::Write if *self == NOBODY => Some(Self { writer: true, ..NOBODY }),
            Mode::Upgrade if readers == 0 && upgradable => Some(Self { writer: true, ..NOBODY }),
            _ => None,
        }
    }

    fn give_back(&mut self, mode: Mode) {
        match mode {
            Mode::Read => self.readers -= 1,
            Mode::Upgradable => self.upgradable = false,
            Mode::Write | Mode::Upgrade => self.writer = false,
        }
    }

    fn abandon(&mut self, mode: Mode) {
        if mode == Mode::Upgrade {
            self.upgradable = false;
        }
    }

    fn goes_first(mode: Mode) -> bool {
        mode == Mode::Upgrade
    }

    fn signal(&mut self, signal: Never, _: &mut Vec<Entry<Mode>>) -> Option<usize> {
        match signal {}
    }

    fn turns(mode: Mode) -> &'static [Mode] {
        match mode {
            Mode::Read => &[],
            Mode::Upgradable => &[Mode::Upgrade, Mode::Read],
            Mode::Write | Mode::Upgrade => &[Mode::Read, Mode::Upgradable],
        }
    }

    fn everything(&self) -> Option<Mode> {
        [Mode::Write, Mode::Upgradable, Mode::Read]
            .into_iter()
            .find(|mode| self.take(*mode).is_some())
    }

    fn is_whole(&self) -> bool {
        *self == NOBODY
    }
}

pub(crate) enum Guard<'a, L: RawLock + 'static> {
    Read(ReadGuard<&'a RwLock<u32, L>>),
    Upgradable(UpgradableGuard<&'a RwLock<u32, L>>),
    Write(WriteGuard<&'a RwLock<u32, L>>),
}

pub(crate) struct RwLocks;

impl Family for RwLocks {
    type In<L: RawLock + 'static> = RwLock<u32, L>;
}

impl<L: RawLock + 'static> Primitive for RwLock<u32, L> {
    const NAME: &'static str = "RwLock";

    type Model = Holders;
    type Guard<'a> = Guard<'a, L>;

    const FORMS: &'static [bool] = &[false, true];
    const ASKS: &'static [Mode] = &[Mode::Read, Mode::Write, Mode::Upgradable];
    const FEW: usize = 3;
    const SIGNALS: &'static [Never] = &[];
    const HELD: &'static [&'static [Mode]] = &[&[Mode::Write], &[Mode::Upgradable, Mode::Read]];
    const DEPTH: usize = DEEP;
    const SCRIPTS: &'static [[usize; 7]] = &[
        [20, 106, 506, 2698, 15_114, 86_332, 492_382],
        [20, 106, 506, 2716, 15_618, 93_464, 563_801],
    ];

    fn new(fair: bool) -> Self {
        if fair { Self::fair(0) } else { Self::new(0) }
    }

    fn model() -> Holders {
        NOBODY
    }

    fn wait(&self, mode: Mode) -> Waiting<'_, Self> {
        Box::pin(async move {
            Some(match mode {
                Mode::Read => Guard::Read(self.read().await),
                Mode::Upgradable => Guard::Upgradable(self.upgradable_read().await),
                Mode::Write | Mode::Upgrade => {
                    let mut guard = self.write().await;
                    *guard += 1;
                    Guard::Write(guard)
                }
            })
        })
    }

    fn signal(&self, signal: Never) -> Option<usize> {
        match signal {}
    }

    fn turn<'a>(&'a self, guard: Guard<'a, L>, into: Mode) -> Turned<'a, Self> {
        Turned::Guard(match (guard, into) {
            (Guard::Upgradable(guard), Mode::Upgrade) => {
                let upgrade = guard.upgrade();
                return Turned::Waiting(Box::pin(async { Some(Guard::Write(upgrade.await)) }));
            }
            (Guard::Upgradable(guard), _) => Guard::Read(guard.downgrade()),
            (Guard::Write(guard), Mode::Read) => Guard::Read(guard.downgrade()),
            (Guard::Write(guard), _) => Guard::Upgradable(guard.downgrade_to_upgradable()),
            (Guard::Read(guard), _) => Guard::Read(guard),
        })
    }
}
