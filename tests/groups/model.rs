//! Random scripts against a model that knows who has to be polled.

#![forbid(unsafe_code)]

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use wakeful::future::Group;
use wakeful::future::group::Key;

use crate::caught::caught;
use crate::support::{Child, Remote, Task};

/// A step; numbers are taken modulo how many there are.
#[derive(Clone, Copy, Debug)]
enum Step {
    Insert { ready: bool },
    Remove(usize),
    RemoveStale(usize),
    Wake(usize),
    Finish(usize),
    Spin(usize, bool),
    Panic(usize),
    WakeStale(usize),
    Poll(usize),
    Clear,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let n = || 0..1000_usize;
    let step = prop_oneof![
        8 => prop::bool::weighted(0.2).prop_map(|ready| Step::Insert { ready }),
        2 => n().prop_map(Step::Remove),
        1 => n().prop_map(Step::RemoveStale),
        4 => n().prop_map(Step::Wake),
        4 => n().prop_map(Step::Finish),
        1 => (n(), prop::bool::weighted(0.3)).prop_map(|(n, spins)| Step::Spin(n, spins)),
        1 => n().prop_map(Step::Panic),
        1 => n().prop_map(Step::WakeStale),
        12 => n().prop_map(Step::Poll),
        1 => prop::bool::weighted(0.1).prop_map(|clears| if clears { Step::Clear } else { Step::Poll(0) }),
    ];
    vec(step, 0..if cfg!(miri) { 20 } else { 150 })
}

struct Known {
    key: Key,
    remote: Arc<Remote>,
    /// It is new, or was woken.
    due: bool,
    panics: bool,
}

struct Model {
    group: Group<Child>,
    tasks: [Task; 2],
    live: Vec<Known>,
    gone: Vec<Known>,
    /// Polls that wakers of those who are gone may cause.
    stale: usize,
    /// The task that the group has to wake.
    waits: Option<usize>,
}

impl Model {
    fn new(capacity: usize) -> Self {
        Self {
            group: Group::with_capacity(capacity),
            tasks: [Task::new(), Task::new()],
            live: Vec::new(),
            gone: Vec::new(),
            stale: 0,
            waits: None,
        }
    }

    fn pick(&self, n: usize) -> Option<usize> {
        n.checked_rem(self.live.len())
    }

    fn leaves(&mut self, place: usize) {
        let known = self.live.remove(place);
        assert_eq!(known.remote.drops(), 1);
        assert!(!self.group.contains(known.key));
        self.gone.push(known);
    }

    fn wake(&mut self, place: usize, act: impl FnOnce(&Remote)) {
        let before = self.tasks.each_ref().map(Task::wakes);
        act(&self.live[place].remote);
        let known = &mut self.live[place];
        if known.remote.waker().is_none() || known.due {
            return;
        }
        known.due = true;
        if let Some(task) = self.waits.take() {
            assert_eq!(self.tasks[task].wakes(), before[task] + 1, "one wake for the first");
        }
    }

    fn poll(&mut self, n: usize) {
        let task = n % 2;
        let (polls, wakes): (Vec<_>, _) = (
            self.live.iter().map(|known| known.remote.polls()).collect(),
            self.tasks[task].wakes(),
        );
        let (cx, group) = (&self.tasks[task], &mut self.group);
        let polled = caught(|| cx.poll(pin!(group.next())));
        let mut ended = None;
        for (place, (known, before)) in self.live.iter_mut().zip(polls).enumerate() {
            match known.remote.polls() - before {
                0 => assert!(
                    !known.due || !matches!(polled, Ok(Poll::Pending | Poll::Ready(None))),
                    "somebody was forgotten"
                ),
                1 => {
                    if !known.due {
                        assert!(self.stale > 0, "a poll without a wake");
                        self.stale -= 1;
                    }
                    if known.panics || known.remote.is_ready() {
                        assert_eq!(ended.replace(place), None, "two ended in one poll");
                    }
                    known.due = known.remote.spins();
                }
                _ => panic!("polled more than once"),
            }
        }
        self.waits = None;
        match polled {
            Ok(Poll::Ready(None)) => assert!(self.live.is_empty()),
            Ok(Poll::Ready(Some((key, id)))) => {
                let place = ended.expect("somebody is ready");
                assert_eq!((self.live[place].key, self.live[place].remote.id), (key, id));
                self.leaves(place);
            }
            Err(_) => {
                let place = ended.expect("somebody panics");
                assert!(self.live[place].panics);
                self.leaves(place);
            }
            Ok(Poll::Pending) => {
                assert_eq!(ended, None);
                if self.live.iter().any(|known| known.due) {
                    assert!(self.tasks[task].wakes() > wakes, "they woke themselves");
                } else {
                    self.waits = Some(task);
                }
            }
        }
    }

    fn apply(&mut self, step: Step) {
        match step {
            Step::Insert { ready } => {
                let remote = Remote::new(self.live.len() + self.gone.len());
                if ready {
                    remote.finish();
                }
                let key = self.group.insert(remote.child());
                self.live.push(Known { key, remote, due: true, panics: false });
                // Inserting wakes nobody.
                self.waits = None;
            }
            Step::Remove(n) => {
                if let Some(place) = self.pick(n) {
                    assert!(self.group.remove(self.live[place].key));
                    self.leaves(place);
                }
            }
            Step::RemoveStale(n) => {
                if let Some(place) = n.checked_rem(self.gone.len()) {
                    assert!(!self.group.remove(self.gone[place].key));
                }
            }
            Step::Wake(n) => {
                if let Some(place) = self.pick(n) {
                    self.wake(place, Remote::wake);
                }
            }
            Step::Finish(n) => {
                if let Some(place) = self.pick(n) {
                    self.wake(place, Remote::finish);
                }
            }
            Step::Spin(n, spins) => {
                if let Some(place) = self.pick(n) {
                    self.live[place].remote.spin(spins);
                }
            }
            Step::Panic(n) => {
                if let Some(place) = self.pick(n) {
                    self.live[place].remote.panic_in_poll();
                    self.live[place].panics = true;
                }
            }
            Step::WakeStale(n) => {
                if let Some(place) = n.checked_rem(self.gone.len()) {
                    self.gone[place].remote.wake();
                    self.stale += 1;
                    self.waits = None;
                }
            }
            Step::Poll(n) => self.poll(n),
            Step::Clear => {
                self.group.clear();
                while !self.live.is_empty() {
                    self.leaves(0);
                }
            }
        }
        assert_eq!(self.group.len(), self.live.len());
        assert!(self.live.iter().all(|known| self.group.contains(known.key)));
    }

    fn finish(self) {
        drop(self.group);
        for known in self.live.iter().chain(&self.gone) {
            assert_eq!(known.remote.drops(), 1);
            known.remote.wake();
        }
        assert_eq!(self.tasks.map(|task| task.alive()), [0, 0]);
    }
}

#[test]
fn random_scripts_do_what_the_model_says() {
    let asked = std::env::var_os("PROPTEST_CASES").is_some();
    let cases = match (asked, cfg!(miri)) {
        (true, _) => ProptestConfig::default().cases,
        (_, true) => 1,
        _ => 400,
    };
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let run = TestRunner::new(config).run(&(0..20_usize, steps()), |(capacity, steps)| {
        let mut model = Model::new(capacity);
        for step in steps {
            model.apply(step);
        }
        model.finish();
        Ok(())
    });
    if let Err(fault) = run {
        panic!("{fault}");
    }
}
