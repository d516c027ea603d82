//! Values that can be cloned; each clone is counted when it ends.

use std::cell::RefCell;
use std::rc::Rc;

/// Every item there ever was.
#[derive(Debug, Default)]
pub(crate) struct Census(RefCell<Book>);

#[derive(Debug, Default)]
struct Book {
    /// How many values were made. Clones are none.
    values: usize,
    items: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    value: usize,
    drops: usize,
}

/// A value, or a clone of it.
#[derive(Debug)]
pub(crate) struct Item {
    /// The number of the value: clones have it, too.
    pub(crate) id: usize,
    serial: usize,
    census: Rc<Census>,
}

impl Census {
    /// A new value.
    pub(crate) fn item(self: &Rc<Self>) -> Item {
        let id = self.0.borrow().values;
        self.0.borrow_mut().values += 1;
        self.enter(id)
    }

    /// How many values were made.
    pub(crate) fn values(&self) -> usize {
        self.0.borrow().values
    }

    fn enter(self: &Rc<Self>, value: usize) -> Item {
        let mut book = self.0.borrow_mut();
        book.items.push(Entry { value, drops: 0 });
        Item { id: value, serial: book.items.len() - 1, census: self.clone() }
    }

    /// How many items of this value there are.
    pub(crate) fn alive(&self, value: usize) -> usize {
        let book = self.0.borrow();
        book.items.iter().filter(|item| item.value == value && item.drops == 0).count()
    }

    /// The value of an item that was not dropped once, and how often it was.
    pub(crate) fn wrong(&self) -> Option<(usize, usize)> {
        let book = self.0.borrow();
        let wrong = book.items.iter().find(|item| item.drops != 1)?;
        Some((wrong.value, wrong.drops))
    }
}

/// What happens to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Clone,
    Drop,
}

impl Clone for Item {
    fn clone(&self) -> Self {
        tell(Event::Clone, self.id);
        self.census.enter(self.id)
    }
}

impl Drop for Item {
    fn drop(&mut self) {
        self.census.0.borrow_mut().items[self.serial].drops += 1;
        tell(Event::Drop, self.id);
    }
}

type Hook = Rc<dyn Fn(Event, usize)>;

thread_local! {
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

fn tell(event: Event, id: usize) {
    let hook = HOOK.with_borrow(Clone::clone);
    if let Some(hook) = hook {
        hook(event, id);
    }
}

/// Runs `f`; an item that is cloned or dropped meanwhile runs `hook` with the number of its value.
pub(crate) fn hook_items<R>(hook: Rc<dyn Fn(Event, usize)>, f: impl FnOnce() -> R) -> R {
    struct Unhook;
    impl Drop for Unhook {
        fn drop(&mut self) {
            HOOK.take();
        }
    }
    HOOK.set(Some(hook));
    let _unhook = Unhook;
    f()
}
