//! One value, once.

use std::rc::Rc;
use std::task::Poll;

use wakeful::channel::{RecvError, TryRecvError};
use wakeful::lock::RawLock;

use crate::ends::{Census, Lite, Once, Whole};
use crate::flavors::{self, Family};
use crate::line::Fault;
use crate::play::{Handle, Scene, expect, handle, is_idle, reach, take};
use crate::waiter::Started;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Op {
    Send,
    /// A future that waits for the close.
    Closed,
    DropSender,
    Recv,
    /// The receiver itself is the future.
    Await,
    TryRecv,
    Close,
    DropReceiver,
}

#[derive(Clone, Copy, PartialEq)]
enum Wait {
    Closed,
    Recv,
    Await,
}

pub(crate) enum Outcome {
    Closed,
    Received(Result<usize, RecvError>),
}

/// What has come of the value, and of who may want it.
#[derive(Debug, Default)]
struct Model {
    /// The value in the channel.
    value: Option<usize>,
    sender_left: bool,
    closed: bool,
    /// The receiver has its answer.
    completed: bool,
    receiver_left: bool,
}

impl Model {
    fn is_closed(&self) -> bool {
        self.closed || self.completed || self.receiver_left
    }

    fn is_decided(&self) -> bool {
        self.value.is_some() || self.sender_left || self.is_closed()
    }

    fn receive(&mut self) -> Result<usize, RecvError> {
        self.completed = true;
        self.value.take().ok_or(RecvError)
    }

    fn drop_receiver(&mut self) {
        self.receiver_left = true;
        self.value = None;
    }
}

pub(crate) struct Oneshots<O: Once> {
    sender: Handle<O::Sender>,
    receiver: Handle<O::Receiver>,
    census: Rc<Census>,
    waits: Vec<Wait>,
    model: Model,
}

impl<O: Once> Scene for Oneshots<O> {
    type Op = Op;
    type Outcome = Outcome;

    fn new(_: usize, census: &Rc<Census>) -> Self {
        let (sender, receiver) = O::channel();
        Self {
            sender: handle(sender),
            receiver: handle(receiver),
            census: census.clone(),
            waits: Vec::new(),
            model: Model::default(),
        }
    }

    fn choices(&self, _: bool) -> Vec<(u32, Op)> {
        let mut ops = Vec::new();
        if is_idle(&self.sender) {
            ops.extend([(2, Op::Send), (1, Op::DropSender)]);
            ops.extend((!O::IS_LITE).then_some((8, Op::Closed)));
        }
        if is_idle(&self.receiver) {
            ops.extend([(8, Op::Recv), (2, Op::Await), (4, Op::TryRecv)]);
            ops.extend([(1, Op::Close), (1, Op::DropReceiver)]);
        }
        ops
    }

    fn starts(op: Op) -> bool {
        matches!(op, Op::Closed | Op::Recv | Op::Await)
    }

    #[allow(
        clippy::await_holding_refcell_ref,
        reason = "as long as it waits, nobody else has the end"
    )]
    fn act(&mut self, op: Op) -> Result<Option<Started<Outcome>>, Fault> {
        match op {
            Op::Send => {
                let (value, id) = O::value(&self.census);
                let sender = take(&mut self.sender).expect("it is idle");
                let closed = self.model.is_closed();
                self.model.sender_left = true;
                self.model.value = (!closed).then_some(id);
                let sent = O::send(sender, value).map_err(|back| O::id(&back));
                expect("sent", sent, if closed { Err(id) } else { Ok(()) })?;
            }
            Op::Closed => {
                self.waits.push(Wait::Closed);
                let sender = self.sender.clone().expect("it is idle");
                return Ok(Some(Box::pin(async move {
                    O::closed(&mut sender.borrow_mut()).await;
                    Outcome::Closed
                })));
            }
            Op::DropSender => {
                self.model.sender_left = true;
                self.sender = None;
            }
            Op::Recv => {
                self.waits.push(Wait::Recv);
                let receiver = self.receiver.clone().expect("it is idle");
                return Ok(Some(Box::pin(async move {
                    let received = O::recv(&mut receiver.borrow_mut()).await;
                    Outcome::Received(received.map(|value| O::id(&value)))
                })));
            }
            Op::Await => {
                self.waits.push(Wait::Await);
                let receiver = take(&mut self.receiver).expect("it is idle");
                return Ok(Some(Box::pin(async move {
                    Outcome::Received(receiver.await.map(|value| O::id(&value)))
                })));
            }
            Op::TryRecv => {
                let so = match self.model.is_decided() {
                    true => self.model.receive().map_err(TryRecvError::from),
                    false => Err(TryRecvError::Empty),
                };
                let receiver = self.receiver.as_ref().expect("it is idle");
                let received = O::try_recv(&mut receiver.borrow_mut());
                expect("received", received.map(|value| O::id(&value)), so)?;
            }
            Op::Close => {
                // A byte says either what was sent, or that it is closed.
                self.model.closed |= !(O::IS_LITE && self.model.is_decided());
                O::close(&mut self.receiver.as_ref().expect("it is idle").borrow_mut());
            }
            Op::DropReceiver => {
                self.model.drop_receiver();
                self.receiver = None;
            }
        }
        Ok(None)
    }

    fn is_ready(&self, id: usize) -> Option<bool> {
        Some(match self.waits[id] {
            Wait::Closed => self.model.is_closed(),
            Wait::Recv | Wait::Await => self.model.is_decided(),
        })
    }

    fn polled(&mut self, id: usize, polled: Poll<Outcome>) -> Result<(), Fault> {
        if let Poll::Ready(Outcome::Received(received)) = polled {
            expect("received", received, self.model.receive())?;
        }
        if polled.is_ready() {
            self.dropped(id);
        }
        Ok(())
    }

    fn dropped(&mut self, id: usize) {
        if self.waits[id] == Wait::Await {
            self.model.drop_receiver();
        }
    }

    fn looks_right(&self) -> Result<(), Fault> {
        let model = &self.model;
        if let Some(sender) = self.sender.as_ref().filter(|_| is_idle(&self.sender)) {
            let closed = O::sender_is_closed(&sender.borrow());
            expect("the sender is told of the close", closed, model.is_closed())?;
        }
        if let Some(receiver) = self.receiver.as_ref().filter(|_| is_idle(&self.receiver)) {
            let hung_up = O::IS_LITE && model.sender_left && model.value.is_none();
            let closed = model.closed || model.completed || hung_up;
            let so = [closed, model.value.is_none(), model.completed];
            expect("closed, empty, completed", O::look(&receiver.borrow()), so)?;
        }
        Ok(())
    }

    fn items(&self, value: usize) -> usize {
        usize::from(!O::IS_LITE && self.model.value == Some(value))
    }

    fn leave(&mut self) -> Option<Op> {
        match (&self.sender, &self.receiver) {
            (_, Some(_)) => Some(Op::DropReceiver),
            (Some(_), _) => Some(Op::DropSender),
            _ => None,
        }
    }

    fn call_back(&self) -> Box<dyn Fn()> {
        let sender = self.sender.as_ref().map(Rc::downgrade).unwrap_or_default();
        let receiver = self.receiver.as_ref().map(Rc::downgrade).unwrap_or_default();
        Box::new(move || {
            reach(&sender, |sender| _ = O::sender_is_closed(sender));
            reach(&receiver, |receiver| {
                O::look(receiver);
                O::close(receiver);
                drop(O::try_recv(receiver));
            });
        })
    }
}

struct OfAnyValue;

impl Family for OfAnyValue {
    type Of<L: RawLock + 'static> = Oneshots<Whole<L>>;
    const DEPTH: usize = 6;
}

struct OfBytes;

impl Family for OfBytes {
    type Of<L: RawLock + 'static> = Oneshots<Lite<L>>;
    const DEPTH: usize = 6;
}

#[test]
fn a_oneshot_follows_its_model() {
    flavors::follows_its_model::<OfAnyValue>();
    flavors::follows_its_model::<OfBytes>();
}

#[test]
fn a_oneshot_loses_nothing_in_any_short_script() {
    flavors::loses_nothing::<OfAnyValue>();
    flavors::loses_nothing::<OfBytes>();
}
