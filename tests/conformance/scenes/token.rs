//! Tokens that were not cancelled.

use std::fmt;
use std::rc::Rc;

use wakeful::sync::generic::{CancellationToken, OwnedCancellationToken};

use crate::flavor::Flavor;
use crate::scene::{Facts, Scene, Serves, Subject, Waiting, erase};

struct Token<F: Flavor>(F::Own<CancellationToken<F::Lock>>);

impl<F: Flavor> fmt::Debug for Token<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let child = self.0.child_token();
        write!(f, "{:?} {:?} {child:?} {:?}", &*self.0, self.0.cancelled(), child.cancelled())
    }
}

impl<F: Flavor> Scene for Token<F> {
    fn wait(&self) -> Waiting<'_> {
        F::cancelled(&self.0)
    }

    fn release(&self) {
        self.0.cancel();
    }

    fn poke(&self) {
        let _ = (self.0.is_cancelled(), self.0.child_token().is_cancelled());
    }
}

/// Waits below a token: each waiter has a child, or a child of a child, of its own.
struct Above<F: Flavor>(CancellationToken<F::Lock>);

impl<F: Flavor> fmt::Debug for Above<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<F: Flavor> Scene for Above<F> {
    fn wait(&self) -> Waiting<'_> {
        erase(async {
            let child = self.0.child_token();
            let grandchild = child.child_token();
            grandchild.cancelled().await;
        })
    }

    fn release(&self) {
        self.0.cancel();
    }

    fn poke(&self) {
        let _ = self.0.is_cancelled();
    }
}

/// A tree that owns itself, cancelled at the root.
struct Tree<F: Flavor> {
    root: OwnedCancellationToken<F::Lock>,
    child: OwnedCancellationToken<F::Lock>,
    leaf: OwnedCancellationToken<F::Lock>,
    wait: for<'a> fn(&'a Self) -> Waiting<'a>,
}

impl<F: Flavor> Tree<F> {
    fn set(wait: for<'a> fn(&'a Self) -> Waiting<'a>) -> Rc<dyn Scene> {
        let root = OwnedCancellationToken::new();
        let child = root.child_token();
        let leaf = child.child_token();
        Rc::new(Self { root, child, leaf, wait })
    }
}

impl<F: Flavor> fmt::Debug for Tree<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.leaf, self.leaf.cancelled_owned())
    }
}

impl<F: Flavor> Scene for Tree<F> {
    fn wait(&self) -> Waiting<'_> {
        (self.wait)(self)
    }

    fn release(&self) {
        self.root.cancel();
    }

    fn poke(&self) {
        let sibling = self.child.child_token();
        let _ = (self.leaf.is_cancelled(), sibling.is_cancelled());
        sibling.cancel();
    }
}

pub(super) fn subjects<F: Flavor>() -> Vec<Subject> {
    vec![Subject {
        name: "CancellationToken",
        flavor: F::NAME,
        facts: Facts::new(Serves::All),
        set: |_| Rc::new(Token::<F>(F::own(CancellationToken::new()))),
    }]
}

pub(super) fn tree_subjects<F: Flavor>() -> Vec<Subject> {
    let facts = Facts::new(Serves::All);
    vec![
        Subject {
            name: "ChildToken",
            flavor: F::NAME,
            facts: facts.async_fn(),
            set: |_| Rc::new(Above::<F>(CancellationToken::new())),
        },
        Subject {
            name: "OwnedCancellationToken, root",
            flavor: F::NAME,
            facts,
            set: |_| Tree::<F>::set(|tree| erase(tree.root.cancelled())),
        },
        Subject {
            name: "OwnedCancellationToken, leaf",
            flavor: F::NAME,
            facts,
            set: |_| Tree::<F>::set(|tree| erase(tree.leaf.cancelled_owned())),
        },
    ]
}
