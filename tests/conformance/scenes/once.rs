//! A cell that somebody is filling.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use wakeful::sync::generic::{Lazy, OnceCell};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, erase};

/// How the one who fills the cell ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Fills,
    GivesUp,
}

struct Filling<F: Flavor> {
    /// The one who fills the cell, and the switch that lets him.
    filler: RefCell<Option<Pin<Box<dyn Future<Output = ()>>>>>,
    may_fill: Rc<Cell<bool>>,
    end: End,
    cell: Rc<OnceCell<u32, F::Lock>>,
}

fn poll(filler: &mut Pin<Box<dyn Future<Output = ()>>>) -> Poll<()> {
    filler.as_mut().poll(&mut Context::from_waker(Waker::noop()))
}

impl<F: Flavor> Filling<F> {
    fn set(end: End) -> Rc<dyn Scene> {
        let cell = Rc::new(OnceCell::<u32, F::Lock>::new());
        let may_fill = Rc::new(Cell::new(false));
        let (mine, switch) = (cell.clone(), may_fill.clone());
        let value = poll_fn(move |_| if switch.get() { Poll::Ready(7) } else { Poll::Pending });
        let mut filler: Pin<Box<dyn Future<Output = ()>>> = Box::pin(async move {
            mine.get_or_init(|| value).await;
        });
        assert!(poll(&mut filler).is_pending());
        Rc::new(Self { filler: RefCell::new(Some(filler)), may_fill, end, cell })
    }
}

impl<F: Flavor> fmt::Debug for Filling<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lazy = Lazy::<u32, _, F::Lock>::new(async || 1);
        write!(f, "{:?} {lazy:?}", self.cell)
    }
}

impl<F: Flavor> Scene for Filling<F> {
    fn wait(&self) -> Waiting<'_> {
        match self.end {
            End::Fills => erase(self.cell.get_or_init(async || 8)),
            End::GivesUp => erase(self.cell.get_or_try_init(async || Err::<u32, u32>(0))),
        }
    }

    fn release(&self) {
        let Some(mut filler) = self.filler.take() else { return };
        if self.end == End::Fills {
            self.may_fill.set(true);
            assert!(poll(&mut filler).is_ready());
        }
    }

    fn poke(&self) {
        let _ = self.cell.get();
        // Refused while somebody fills the cell; later it would end the scene.
        if self.end == End::Fills {
            let _ = self.cell.set(9);
        }
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![
        Subject {
            name: "OnceCell, filled",
            flavor: F::NAME,
            facts: Facts::new(Serves::All).async_fn(),
            set: |_| Filling::<F>::set(End::Fills),
        },
        Subject {
            name: "OnceCell, given up",
            flavor: F::NAME,
            facts: Facts::new(Serves::Chain).async_fn(),
            set: |_| Filling::<F>::set(End::GivesUp),
        },
    ]
}
