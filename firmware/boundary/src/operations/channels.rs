//! Channels: one side in the operation, the other in the handler. Each message arrives once, in order.

use core::pin::pin;
use core::task::{Context, Poll};

use wakeful::channel::critical::{mpsc, oneshot, spsc};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("spsc_try_send/recv", spsc_try_send),
    Scenario::new("spsc_send/recv", spsc_send),
    Scenario::new("spsc_recv/send", spsc_recv),
    Scenario::new("spsc_try_send/wait", spsc_try_send_against_wait),
    Scenario::new("mpsc_try_send/recv", mpsc_try_send),
    Scenario::new("mpsc_try_send/send", mpsc_send_twice),
    Scenario::new("mpsc_try_send/wait", mpsc_try_send_against_wait),
    Scenario::new("mpsc_send/recv", mpsc_send),
    Scenario::new("mpsc_recv/send", mpsc_recv),
    Scenario::new("oneshot_recv/send", oneshot_recv),
    Scenario::new("oneshot_send/take", oneshot_send),
    Scenario::new("oneshot_send/close", oneshot_close),
];

/// There is room.
fn spsc_try_send(step: &mut Step) -> Verdict {
    let mut channel = spsc::Channel::<u8, 2>::new();
    let (mut sender, mut receiver) = channel.split();
    let mut taken = [None; 2];
    let before = sender.try_send(1);
    let mut sent = Err(());
    step.run(
        || sent = sender.try_send(2).map_err(drop),
        || taken = [receiver.try_recv().ok(), receiver.try_recv().ok()],
    );
    check(before.is_ok() && sent.is_ok(), "there was room")?;
    let [first, second] = taken;
    check(first == Some(1), "the first is lost")?;
    check(second.or_else(|| receiver.try_recv().ok()) == Some(2), "the second is lost")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}

/// There is none until the handler takes one.
fn spsc_send(step: &mut Step) -> Verdict {
    let mut channel = spsc::Channel::<u8, 1>::new();
    let (mut sender, mut receiver) = channel.split();
    let before = sender.try_send(1);
    let flag = lowered(0);
    let mut polled = None;
    let mut taken = None;
    {
        let mut sending = pin!(sender.send(2));
        step.run(
            || polled = Some(flag.poll(sending.as_mut())),
            || taken = receiver.try_recv().ok(),
        );
        check(flag.output(polled, sending)?.is_ok(), "the channel was open")?;
    }
    check(before.is_ok() && taken == Some(1), "the first is lost")?;
    check(receiver.try_recv() == Ok(2), "the second is lost")
}

fn spsc_recv(step: &mut Step) -> Verdict {
    let mut channel = spsc::Channel::<u8, 2>::new();
    let (mut sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = Err(());
    {
        let mut receiving = pin!(receiver.recv());
        step.run(
            || polled = Some(flag.poll(receiving.as_mut())),
            || sent = sender.try_send(1).map_err(drop),
        );
        check(flag.output(polled, receiving)? == Ok(1), "a message is lost")?;
    }
    check(sent.is_ok(), "there was room")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}

fn mpsc_try_send(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 2>::new();
    let (sender, mut receiver) = channel.split();
    let mut taken = [None; 2];
    let before = sender.try_send(1);
    let mut sent = Err(());
    step.run(
        || sent = sender.try_send(2).map_err(drop),
        || taken = [receiver.try_recv().ok(), receiver.try_recv().ok()],
    );
    check(before.is_ok() && sent.is_ok(), "there was room")?;
    let [first, second] = taken;
    check(first == Some(1), "the first is lost")?;
    check(second.or_else(|| receiver.try_recv().ok()) == Some(2), "the second is lost")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}

/// Both send, and somebody waits for it.
fn mpsc_send_twice(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 2>::new();
    let (sender, mut receiver) = channel.split();
    let other = sender.clone();
    let flag = lowered(0);
    let waker = flag.waker();
    let idle = receiver.poll_recv(&mut Context::from_waker(&waker)).is_pending();
    let mut sent = (Err(()), Err(()));
    step.run(
        || sent.0 = sender.try_send(1).map_err(drop),
        || sent.1 = other.try_send(2).map_err(drop),
    );
    check(sent == (Ok(()), Ok(())), "there was room")?;
    check(idle && flag.is_up(), "a wake-up was lost")?;
    let sum = receiver.try_recv().unwrap_or(0) + receiver.try_recv().unwrap_or(0);
    check(sum == 3, "a message is lost")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}

fn mpsc_send(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 1>::new();
    let (sender, mut receiver) = channel.split();
    let before = sender.try_send(1);
    let flag = lowered(0);
    let mut polled = None;
    let mut taken = None;
    {
        let mut sending = pin!(sender.send(2));
        step.run(
            || polled = Some(flag.poll(sending.as_mut())),
            || taken = receiver.try_recv().ok(),
        );
        check(flag.output(polled, sending)?.is_ok(), "the channel was open")?;
    }
    check(before.is_ok() && taken == Some(1), "the first is lost")?;
    check(receiver.try_recv() == Ok(2), "the second is lost")
}

fn mpsc_recv(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 2>::new();
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = Err(());
    {
        let mut receiving = pin!(receiver.recv());
        step.run(
            || polled = Some(flag.poll(receiving.as_mut())),
            || sent = sender.try_send(1).map_err(drop),
        );
        check(flag.output(polled, receiving)? == Ok(1), "a message is lost")?;
    }
    check(sent.is_ok(), "there was room")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}

fn oneshot_recv(step: &mut Step) -> Verdict {
    let mut channel = oneshot::Oneshot::<u8>::new();
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = Err(0);
    let mut receiving = pin!(receiver.recv());
    step.run(|| polled = Some(flag.poll(receiving.as_mut())), || sent = sender.send(1));
    check(flag.output(polled, receiving)? == Ok(1), "the value is lost")?;
    check(sent.is_ok(), "somebody received")
}

/// The handler takes it if it is there; if not, it waits.
fn oneshot_send(step: &mut Step) -> Verdict {
    let mut channel = oneshot::Oneshot::<u8>::new();
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let waker = flag.waker();
    let mut taken = Poll::Pending;
    let mut sent = Err(0);
    step.run(
        || sent = sender.send(1),
        || taken = receiver.poll_recv(&mut Context::from_waker(&waker)),
    );
    check(sent.is_ok(), "somebody received")?;
    match taken {
        Poll::Ready(taken) => check(taken == Ok(1), "the value is lost"),
        Poll::Pending => {
            check(flag.is_up(), "a wake-up was lost")?;
            check(receiver.try_recv() == Ok(1), "the value is lost")
        }
    }
}

/// The handler wants it no more: then the sender has it back, or it is there still.
fn oneshot_close(step: &mut Step) -> Verdict {
    let mut channel = oneshot::Oneshot::<u8>::new();
    let (sender, mut receiver) = channel.split();
    let mut sent = Ok(());
    step.run(|| sent = sender.send(1), || receiver.close());
    match sent {
        Ok(()) => check(receiver.try_recv() == Ok(1), "the value is lost"),
        Err(back) => check(back == 1 && receiver.try_recv().is_err(), "the value came twice"),
    }
}

/// The handler begins to wait: either it gets the message, or it is told.
fn spsc_try_send_against_wait(step: &mut Step) -> Verdict {
    let mut channel = spsc::Channel::<u8, 2>::new();
    let (mut sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = Err(());
    let mut receiving = pin!(receiver.recv());
    step.run(
        || sent = sender.try_send(1).map_err(drop),
        || polled = Some(flag.poll(receiving.as_mut())),
    );
    check(sent.is_ok(), "there was room")?;
    check(flag.output(polled, receiving)? == Ok(1), "the message is lost")
}

fn mpsc_try_send_against_wait(step: &mut Step) -> Verdict {
    let mut channel = mpsc::Channel::<u8, 2>::new();
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = Err(());
    let mut receiving = pin!(receiver.recv());
    step.run(
        || sent = sender.try_send(1).map_err(drop),
        || polled = Some(flag.poll(receiving.as_mut())),
    );
    check(sent.is_ok(), "there was room")?;
    check(flag.output(polled, receiving)? == Ok(1), "the message is lost")
}
