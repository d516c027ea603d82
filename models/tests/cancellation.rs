//! Cancelling reaches all who wait, also below, also those who come meanwhile.

use std::future::pending;
use std::sync::Arc;

use loom::thread;
use models::{LoomLock, LoomPlainLock, Task, Watched, block_on, model, share, small_model};
use wakeful::lock::ThreadSafe;
use wakeful::sync::generic;

type Token<L = LoomLock> = generic::CancellationToken<L>;
type Tree = generic::OwnedCancellationToken<LoomLock>;

/// A token of a tree. Asking makes the atomic that loom wants made before the race.
fn tree() -> Tree {
    let token = Tree::new();
    assert!(!token.is_cancelled());
    token
}

fn child(parent: &Tree) -> Tree {
    let child = parent.child_token();
    assert!(!child.is_cancelled());
    child
}

fn a_cancel_meets_a_wait<L: ThreadSafe + 'static>() {
    small_model(|| {
        let token = share(Token::<L>::new());
        let value = Arc::new(Watched::new(0));
        let (other, shared) = (Arc::clone(&token), Arc::clone(&value));
        let canceller = thread::spawn(move || {
            shared.set(1);
            other.cancel();
        });
        block_on(token.cancelled());
        assert_eq!(value.get(), 1);
        canceller.join().unwrap();
        assert!(token.is_cancelled());
    });
}

#[test]
fn a_cancel_against_a_wait_wakes() {
    a_cancel_meets_a_wait::<LoomLock>();
}

#[test]
fn a_cancel_against_a_wait_with_a_plain_word_wakes() {
    a_cancel_meets_a_wait::<LoomPlainLock>();
}

#[test]
fn work_ends_when_it_is_cancelled() {
    small_model(|| {
        let token: Arc<Token> = share(Token::new());
        let other = Arc::clone(&token);
        let canceller = thread::spawn(move || other.cancel());
        assert!(block_on(token.run_until_cancelled(pending::<()>())).is_none());
        canceller.join().unwrap();
    });
}

#[test]
fn a_wait_is_dropped_against_a_cancel() {
    model(|| {
        let token: Arc<Token> = share(Token::new());
        let first = Task::waiting(token.cancelled_owned());
        let second = Task::waiting(token.cancelled());
        let other = Arc::clone(&token);
        let canceller = thread::spawn(move || other.cancel());
        let dropper = thread::spawn(move || drop(first));
        second.run();
        canceller.join().unwrap();
        dropper.join().unwrap();
    });
}

#[test]
fn two_cancels_wake_once_and_for_all() {
    model(|| {
        let token: Arc<Token> = share(Token::new());
        let task = Task::waiting(token.cancelled());
        let other = Arc::clone(&token);
        let canceller = thread::spawn(move || other.cancel());
        token.cancel();
        task.run();
        canceller.join().unwrap();
    });
}

#[test]
fn a_child_hears_of_its_parent() {
    small_model(|| {
        let parent: Arc<Token> = share(Token::new());
        let child = parent.child_token();
        assert!(!child.is_cancelled());
        let other = Arc::clone(&parent);
        let canceller = thread::spawn(move || other.cancel());
        block_on(child.cancelled());
        canceller.join().unwrap();
        assert!(child.is_cancelled());
    });
}

#[test]
fn a_node_of_a_tree_hears_of_the_root() {
    model(|| {
        let root = tree();
        let node = child(&child(&root));
        let canceller = thread::spawn(move || root.cancel());
        block_on(node.cancelled());
        canceller.join().unwrap();
    });
}

#[test]
fn a_child_that_is_made_during_a_cancel_is_cancelled() {
    small_model(|| {
        let root = tree();
        let other = root.clone();
        let canceller = thread::spawn(move || other.cancel());
        let child = root.child_token();
        block_on(child.cancelled());
        canceller.join().unwrap();
    });
}

#[test]
fn a_child_is_dropped_during_a_cancel() {
    model(|| {
        let root = tree();
        let (first, second) = (child(&root), child(&root));
        let other = root.clone();
        let canceller = thread::spawn(move || other.cancel());
        let dropper = thread::spawn(move || drop(first));
        block_on(second.cancelled_owned());
        canceller.join().unwrap();
        dropper.join().unwrap();
        assert!(second.is_cancelled());
    });
}

#[test]
fn a_child_is_cancelled_together_with_its_parent() {
    model(|| {
        let root = tree();
        let node = child(&root);
        let (other, task) = (node.clone(), Task::waiting(node.cancelled()));
        let one = thread::spawn(move || root.cancel());
        let two = thread::spawn(move || other.cancel());
        task.run();
        one.join().unwrap();
        two.join().unwrap();
    });
}

#[test]
fn a_branch_is_dropped_during_a_cancel() {
    model(|| {
        let root = tree();
        let node = child(&root);
        let (first, second) = (child(&node), child(&node));
        // The branch lives as long as one of its leaves.
        drop(node);
        let canceller = thread::spawn(move || root.cancel());
        let dropper = thread::spawn(move || drop(first));
        drop(second);
        canceller.join().unwrap();
        dropper.join().unwrap();
    });
}
