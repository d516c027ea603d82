//! A reader-writer lock that somebody holds.

use crate::flavor::sync::{RwLock, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard};
use crate::flavor::{Act, Facts, Scene, Serves, Shared, Subject, no_ebb, play};

/// What those who come want.
#[derive(Clone, Copy)]
enum What {
    Read,
    UpgradableRead,
    Write,
    Upgrade,
}

enum Guard<'a> {
    Read(#[allow(dead_code, reason = "it is dropped")] RwLockReadGuard<'a, u32>),
    Upgradable(#[allow(dead_code, reason = "it is dropped")] RwLockUpgradableReadGuard<'a, u32>),
    Write(#[allow(dead_code, reason = "it is dropped")] RwLockWriteGuard<'a, u32>),
}

const ALL: Facts = Facts::new(Serves::All);
const HOLDERS: Facts = Facts::new(Serves::Holders);

pub(super) const SUBJECTS: &[Subject] = &[
    Subject::new("RwLock, read", ALL, |act| in_use(const { RwLock::new(0) }, What::Read, act)),
    Subject::new("RwLock, upgradable", HOLDERS, |act| {
        in_use(const { RwLock::new(0) }, What::UpgradableRead, act)
    }),
    Subject::new("RwLock, write", HOLDERS, |act| {
        in_use(const { RwLock::new(0) }, What::Write, act)
    }),
    Subject::new("RwLock, write, fair", HOLDERS, |act| {
        in_use(const { RwLock::fair(0) }, What::Write, act)
    }),
    Subject::new("RwLock, upgrade", HOLDERS.alone(), |act| {
        in_use(const { RwLock::new(0) }, What::Upgrade, act)
    }),
];

/// What stands in the way of those who come.
fn hold(lock: &RwLock<u32>, what: What) -> Option<Guard<'_>> {
    match what {
        What::Read => lock.try_write().ok().map(Guard::Write),
        What::UpgradableRead => lock.try_upgradable_read().ok().map(Guard::Upgradable),
        What::Write | What::Upgrade => lock.try_read().ok().map(Guard::Read),
    }
}

async fn wait(lock: &RwLock<u32>, what: What) -> Guard<'_> {
    match what {
        What::Read => Guard::Read(lock.read().await),
        What::UpgradableRead => Guard::Upgradable(lock.upgradable_read().await),
        What::Write => Guard::Write(lock.write().await),
        What::Upgrade => match lock.try_upgradable_read() {
            Ok(guard) => Guard::Write(guard.upgrade().await),
            Err(_) => Guard::Write(lock.write().await),
        },
    }
}

fn in_use(lock: RwLock<u32>, what: What, act: Act<'_>) {
    let held = Shared::new(hold(&lock, what));
    let scene = Scene {
        wait: || wait(&lock, what),
        release: || drop(held.take()),
        poke: || {
            drop(lock.try_read());
            if let Ok(guard) = lock.try_upgradable_read() {
                drop(guard.try_upgrade().map(RwLockWriteGuard::downgrade_to_upgradable));
            }
            if let Ok(mut guard) = lock.try_write() {
                *guard += 1;
                drop(guard.downgrade());
            }
        },
        ebb: no_ebb,
    };
    play(scene, act);
}
