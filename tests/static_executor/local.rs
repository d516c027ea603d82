//! Tasks that are not `Send`.

use std::cell::RefCell;
use std::future::pending;
use std::rc::Rc;

use wakeful::executor::{Cancelled, SpawnError};
use wakeful::lock::StdLock;

use crate::flavor::Critical;
use crate::kit::{Hand, Lock, OnDrop, cell, executor, turns};

#[test]
fn local_tasks_share_what_need_not_be_sent() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let shared = Rc::new(RefCell::new(0));
        let output = on.run_local(async |spawner| {
            let mine = shared.clone();
            let add = async move {
                *mine.borrow_mut() += 1;
                turns(1).await;
                *mine.borrow_mut() += 1;
                mine
            };
            let sum = spawner.spawn(cell::<L>(), add).unwrap();
            sum.await.unwrap()
        });
        assert!(Rc::ptr_eq(&output, &shared));
        assert_eq!(*shared.borrow(), 2);
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn local_tasks_are_dropped_when_their_run_ends_and_others_stay() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let (stays, goes, queued) = (Hand::new(), Hand::new(), Hand::new());
        on.spawn(cell::<L>(), stays.future()).unwrap().detach();
        let shared = Rc::new(());
        let cells = [cell::<L>(), cell::<L>()];
        let mut kept = None;
        on.run_local(async |spawner| {
            let (waits, mine) = (goes.future(), shared.clone());
            let local = async move {
                waits.await;
                drop(mine);
            };
            kept = Some(spawner.spawn(cells[0], local).unwrap());
            turns(1).await;
            goes.wake();
            let (waits, mine) = (queued.future(), shared.clone());
            let never = async move {
                waits.await;
                drop(mine);
            };
            spawner.spawn(cells[1], never).unwrap().detach();
        });
        assert_eq!(Rc::strong_count(&shared), 1);
        assert_eq!((goes.drops(), queued.drops(), stays.drops(), on.len()), (1, 1, 0, 1));
        assert!(!cells[0].is_free() && cells[1].is_free());
        assert_eq!(on.run(kept.unwrap()), Err(Cancelled));
        assert!(cells[0].is_free());
        goes.wake();
        on.run(turns(1));
        assert_eq!((goes.polls(), queued.polls(), stays.polls()), (1, 0, 1));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_local_task_spawns_others_by_the_spawner_that_it_keeps() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 2>();
        let n = on.run_local(async |spawner| {
            let task = async move {
                let inner = Rc::new(5);
                let inner = spawner.spawn_at(0, cell::<L>(), async move { *inner + 1 }).unwrap();
                inner.await.unwrap() + 1
            };
            spawner.spawn(cell::<L>(), task).unwrap().await
        });
        assert_eq!(n, Ok(7));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_destructor_cannot_spawn_a_local_task_at_the_end_but_others() {
    fn check<L: Lock>() {
        let on = executor::<L, 4, 1>();
        let (cells, late) = ([cell::<L>(), cell::<L>(), cell::<L>()], Hand::new());
        let refused = Rc::new(RefCell::new(None));
        on.run_local(async |spawner| {
            let (told, future) = (refused.clone(), late.future());
            let mut future = Some(future);
            let spawns = OnDrop(move || {
                let error = spawner.spawn(cells[1], async {}).unwrap_err();
                *told.borrow_mut() = Some(matches!(error, SpawnError::Ended(_)));
                on.spawn(cells[2], future.take().unwrap()).unwrap().detach();
            });
            let task = async move {
                let _spawns = spawns;
                pending::<()>().await;
            };
            spawner.spawn(cells[0], task).unwrap().detach();
        });
        assert_eq!(*refused.borrow(), Some(true));
        assert!(cells[0].is_free() && cells[1].is_free() && on.len() == 1);
        on.run(turns(1));
        assert_eq!(late.polls(), 1);
        on.run_local(async |spawner| spawner.spawn(cells[1], async {}).unwrap().detach());
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}

#[test]
fn a_local_task_is_cancelled_from_another_thread_and_dropped_on_its_own() {
    fn check<L: Lock>() {
        let on = executor::<L, 3, 1>();
        let here = std::thread::current().id();
        let dropped = Rc::new(RefCell::new(None));
        let gone = on.run_local(async |spawner| {
            let told = dropped.clone();
            let tell = OnDrop(move || *told.borrow_mut() = Some(std::thread::current().id()));
            let task = async move {
                let _tell = tell;
                pending::<()>().await;
            };
            let handle = spawner.spawn(cell::<L>(), task).unwrap();
            turns(1).await;
            let cancel = std::thread::spawn(move || handle.cancel()).join().unwrap();
            cancel.await
        });
        assert_eq!((gone, *dropped.borrow()), (Err(Cancelled), Some(here)));
    }
    check::<StdLock>();
    if !cfg!(miri) {
        check::<Critical>();
    }
}
