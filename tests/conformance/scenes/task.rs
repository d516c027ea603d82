//! Tasks that are not done, and who waits for them.

use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;

use wakeful::executor::LocalExecutor;
use wakeful::sync::local::ManualResetEvent;

use crate::scene::{Facts, Scene, Serves, Subject, Waiting, erase};

/// Whoever comes waits for a task of its own.
#[derive(Default)]
struct Handles {
    executor: LocalExecutor<'static>,
    event: Rc<ManualResetEvent>,
    polling: Cell<bool>,
}

impl Handles {
    /// Polls until all who can go on have; the first panic of a waker is raised last.
    fn poll(&self) {
        let mut panic = None;
        while let Err(other) = catch_unwind(AssertUnwindSafe(|| self.executor.run_until_stalled()))
        {
            panic.get_or_insert(other);
        }
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
    }
}

impl fmt::Debug for Handles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let task = self.executor.spawn(async {});
        write!(f, "{:?} {task:?} {:?} {:?}", self.executor, task.is_finished(), self.polling)
    }
}

impl Scene for Handles {
    fn wait(&self) -> Waiting<'_> {
        let event = self.event.clone();
        let task = self.executor.spawn(async move { event.wait().await });
        self.poll();
        erase(task)
    }

    fn release(&self) {
        self.event.set();
        self.poll();
    }

    fn poke(&self) {
        let _ = (self.executor.is_empty(), self.executor.len());
        self.executor.tick();
    }
}

pub(super) fn subjects() -> Vec<Subject> {
    let set = |_| -> Rc<dyn Scene> { Rc::new(Handles::default()) };
    vec![Subject { name: "JoinHandle", flavor: "heap", facts: Facts::new(Serves::All), set }]
}
