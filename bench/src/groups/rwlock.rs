//! Read-write locks, either side with nobody else about.

use crate::floors::Floor;
use crate::row::{Goal, Row};
use crate::workload::gate::{Gate, alone, blocking};

type Wakeful = wakeful::sync::RwLock<()>;
type Tokio = tokio::sync::RwLock<()>;
type AsyncLock = async_lock::RwLock<()>;
type Maitake = maitake_sync::RwLock<()>;
type Asyncband = asyncband::rwlock::RwLock<()>;
type Performables = performables::sync::lock::RwLock<(), performables::sync::Async>;

/// The readers' side of a lock.
struct Read<L>(L);

/// The writers' side of a lock.
struct Write<L>(L);

pub(super) fn rows() -> Vec<Row> {
    [read(), write()]
        .map(|row| row.goal(Goal::Floor(1.15)).goal(Goal::Peer(1.7, "tokio")).goal(Goal::Best(1.0)))
        .into()
}

fn read() -> Row {
    Row::new("rwlock", "read + unlock")
        .floor(Floor::ExchangeSubtract)
        .wakeful(alone(Read(Wakeful::new(()))))
        .peer("tokio", alone(Read(Tokio::new(()))))
        .peer("async-lock", alone(Read(AsyncLock::new(()))))
        .peer("maitake-sync", alone(Read(Maitake::new(()))))
        .peer("asyncband", alone(Read(Asyncband::new(()))))
        .peer("performables", alone(Read(Performables::new(()))))
        .yardstick("std", blocking(std::sync::RwLock::new(()), |lock| drop(lock.read())))
        .yardstick("parking_lot", blocking(parking_lot::RwLock::new(()), |lock| drop(lock.read())))
}

fn write() -> Row {
    Row::new("rwlock", "write + unlock")
        .floor(Floor::ExchangeSwap)
        .wakeful(alone(Write(Wakeful::new(()))))
        .peer("tokio", alone(Write(Tokio::new(()))))
        .peer("async-lock", alone(Write(AsyncLock::new(()))))
        .peer("maitake-sync", alone(Write(Maitake::new(()))))
        .peer("asyncband", alone(Write(Asyncband::new(()))))
        .peer("performables", alone(Write(Performables::new(()))))
        .yardstick("std", blocking(std::sync::RwLock::new(()), |lock| drop(lock.write())))
        .yardstick("parking_lot", blocking(parking_lot::RwLock::new(()), |lock| drop(lock.write())))
}

impl Gate for Read<Wakeful> {
    type Pass<'a> = wakeful::sync::RwLockReadGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.read()
    }
}

impl Gate for Write<Wakeful> {
    type Pass<'a> = wakeful::sync::RwLockWriteGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.write()
    }
}

impl Gate for Read<Tokio> {
    type Pass<'a> = tokio::sync::RwLockReadGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.read()
    }
}

impl Gate for Write<Tokio> {
    type Pass<'a> = tokio::sync::RwLockWriteGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.write()
    }
}

impl Gate for Read<AsyncLock> {
    type Pass<'a> = async_lock::RwLockReadGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.read()
    }
}

impl Gate for Write<AsyncLock> {
    type Pass<'a> = async_lock::RwLockWriteGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.write()
    }
}

impl Gate for Read<Maitake> {
    type Pass<'a> = maitake_sync::RwLockReadGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.read()
    }
}

impl Gate for Write<Maitake> {
    type Pass<'a> = maitake_sync::RwLockWriteGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.write()
    }
}

impl Gate for Read<Asyncband> {
    type Pass<'a> = asyncband::rwlock::RwLockReadGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.read()
    }
}

impl Gate for Write<Asyncband> {
    type Pass<'a> = asyncband::rwlock::RwLockWriteGuard<'a, ()>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.write()
    }
}

impl Gate for Read<Performables> {
    type Pass<'a> = performables::sync::lock::RwLockReadGuard<'a, (), performables::sync::Async>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.read_async()
    }
}

impl Gate for Write<Performables> {
    type Pass<'a> = performables::sync::lock::RwLockWriteGuard<'a, (), performables::sync::Async>;
    fn enter(&self) -> impl Future<Output = Self::Pass<'_>> {
        self.0.write_async()
    }
}
