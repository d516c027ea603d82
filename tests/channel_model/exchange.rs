//! Two meet and swap values.

use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::generic::exchange::{Exchange, Parted};
use wakeful::lock::RawLock;

use crate::ends::{Census, Item};
use crate::flavors::{self, Family};
use crate::line::Fault;
use crate::play::{Scene, expect};
use crate::waiter::Started;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Exchange,
    TryExchange,
    TakeLeft,
    /// Nobody is there any more.
    End,
}

pub(crate) enum Outcome {
    Got(usize),
    Parted(Parted<usize>),
}

/// A future that exchanges.
struct Party {
    value: usize,
    /// Its value is with it.
    has_value: bool,
    is_cancelled: Rc<Cell<bool>>,
}

pub(crate) struct Exchanges<L: RawLock> {
    exchange: Option<Rc<Exchange<Item, L>>>,
    census: Rc<Census>,
    parties: Vec<Party>,
    /// Who waits in line.
    first: Option<usize>,
    table: Option<usize>,
}

impl<L: RawLock> Exchanges<L> {
    /// What a newcomer gets for its value, if somebody is there.
    fn meet(&mut self, value: usize) -> Option<usize> {
        let got = match (self.table, self.first) {
            (Some(on_table), _) => on_table,
            (None, Some(first)) => {
                self.parties[first].has_value = false;
                self.parties[first].value
            }
            (None, None) => return None,
        };
        self.table = Some(value);
        Some(got)
    }

    fn was_taken(&self, id: usize) -> bool {
        self.first == Some(id) && !self.parties[id].has_value
    }

    fn leave_line(&mut self, id: usize) {
        self.parties[id].has_value = false;
        self.first = self.first.filter(|first| *first != id);
    }
}

/// The item goes; its number stays.
fn id_of(parted: Parted<Item>) -> Parted<usize> {
    match parted {
        Parted::Alone(item) => Parted::Alone(item.id),
        Parted::Met(item) => Parted::Met(item.id),
        Parted::Done => Parted::Done,
    }
}

impl<L: RawLock + 'static> Scene for Exchanges<L> {
    type Op = Op;
    type Outcome = Outcome;
    const CANCELS: bool = true;

    fn new(_: usize, census: &Rc<Census>) -> Self {
        let exchange = Some(Rc::new(Exchange::new()));
        Self { exchange, census: census.clone(), parties: Vec::new(), first: None, table: None }
    }

    fn choices(&self, _: bool) -> Vec<(u32, Op)> {
        vec![(4, Op::Exchange), (1, Op::TryExchange), (1, Op::TakeLeft)]
    }

    fn starts(op: Op) -> bool {
        op == Op::Exchange
    }

    fn act(&mut self, op: Op) -> Result<Option<Started<Outcome>>, Fault> {
        let Some(exchange) = self.exchange.clone() else { return Ok(None) };
        match op {
            Op::Exchange => {
                let item = self.census.item();
                let cancelled = Rc::new(Cell::new(false));
                let is_cancelled = cancelled.clone();
                self.parties.push(Party { value: item.id, has_value: true, is_cancelled });
                return Ok(Some(Box::pin(async move {
                    let mut meet = pin!(exchange.exchange(item));
                    let (met, parted) = poll_fn(|cx| match cancelled.get() {
                        true => Poll::Ready((None, Some(meet.as_mut().cancel()))),
                        false => meet.as_mut().poll(cx).map(|item| (Some(item), None)),
                    })
                    .await;
                    match parted {
                        Some(parted) => Outcome::Parted(id_of(parted)),
                        None => Outcome::Got(met.map_or(usize::MAX, |item| item.id)),
                    }
                })));
            }
            Op::TryExchange => {
                let item = self.census.item();
                let id = item.id;
                let so = self.meet(id).ok_or(id);
                let got = exchange.try_exchange(item);
                let got = got.map(|item| item.id).map_err(|back| back.0.id);
                expect("exchanged", got, so)?;
            }
            Op::TakeLeft => {
                let so = if self.first.is_none() { self.table.take() } else { None };
                expect("left", exchange.take_left().map(|item| item.id), so)?;
            }
            Op::End => {
                self.exchange = None;
                self.table = None;
            }
        }
        Ok(None)
    }

    fn is_ready(&self, id: usize) -> Option<bool> {
        let somebody_is_there = self.table.is_some() || self.first.is_some();
        Some(if self.first == Some(id) { self.was_taken(id) } else { somebody_is_there })
    }

    fn polled(&mut self, id: usize, polled: Poll<Outcome>) -> Result<(), Fault> {
        match polled {
            Poll::Pending => {
                self.first = Some(id);
                Ok(())
            }
            Poll::Ready(Outcome::Got(got)) => {
                let so = match self.first == Some(id) {
                    true => self.table.take(),
                    false => self.meet(self.parties[id].value),
                };
                self.leave_line(id);
                expect("exchanged", Some(got), so)
            }
            Poll::Ready(Outcome::Parted(parted)) => {
                let so = match self.was_taken(id) {
                    true => self.table.take().map_or(Parted::Done, Parted::Met),
                    false => Parted::Alone(self.parties[id].value),
                };
                self.leave_line(id);
                expect("parted", parted, so)
            }
        }
    }

    fn cancel(&mut self, id: usize) {
        self.parties[id].is_cancelled.set(true);
    }

    fn dropped(&mut self, id: usize) {
        self.leave_line(id);
    }

    fn looks_right(&self) -> Result<(), Fault> {
        let Some(exchange) = &self.exchange else { return Ok(()) };
        expect("ready", exchange.is_ready(), self.table.is_some() || self.first.is_some())
    }

    fn items(&self, value: usize) -> usize {
        let with_its_party =
            self.parties.iter().filter(|party| party.has_value && party.value == value).count();
        with_its_party + usize::from(self.table == Some(value))
    }

    fn leave(&mut self) -> Option<Op> {
        self.exchange.as_ref().map(|_| Op::End)
    }

    fn call_back(&self) -> Box<dyn Fn()> {
        let exchange = self.exchange.as_ref().map(Rc::downgrade).unwrap_or_default();
        let census = self.census.clone();
        Box::new(move || {
            if let Some(exchange) = exchange.upgrade() {
                exchange.is_ready();
                drop(exchange.try_exchange(census.item()));
                drop(exchange.take_left());
            }
        })
    }
}

struct InAnyFlavor;

impl Family for InAnyFlavor {
    type Of<L: RawLock + 'static> = Exchanges<L>;
    const DEPTH: usize = 7;
}

#[test]
fn an_exchange_follows_its_model() {
    flavors::follows_its_model::<InAnyFlavor>();
}

#[test]
fn an_exchange_loses_nothing_in_any_short_script() {
    flavors::loses_nothing::<InAnyFlavor>();
}
