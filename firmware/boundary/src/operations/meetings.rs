//! Face to face: who comes second gives his value to who came first, or takes it.

use core::pin::pin;

use wakeful::channel::critical::{exchange::Exchange, rendezvous};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("rendezvous_recv/send", recv),
    Scenario::new("rendezvous_send/recv", send),
    Scenario::new("exchange/exchange", exchange),
];

/// The handler gives its value away only if somebody waits for it.
fn recv(step: &mut Step) -> Verdict {
    let mut channel = rendezvous::Channel::<u8>::new();
    let (sender, receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = false;
    let mut receiving = pin!(receiver.recv());
    step.run(|| polled = Some(flag.poll(receiving.as_mut())), || sent = sender.try_send(1).is_ok());
    if sent {
        check(flag.output(polled, receiving)? == Ok(1), "the value is lost")
    } else {
        check(flag.poll(receiving).is_pending(), "a value from nowhere")
    }
}

/// The handler takes the value only if somebody offers it.
fn send(step: &mut Step) -> Verdict {
    let mut channel = rendezvous::Channel::<u8>::new();
    let (sender, receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut taken = None;
    let mut sending = pin!(sender.send(1));
    step.run(|| polled = Some(flag.poll(sending.as_mut())), || taken = receiver.try_recv().ok());
    match taken {
        Some(value) => {
            check(value == 1, "another value")?;
            check(flag.output(polled, sending)?.is_ok(), "it was taken")
        }
        None => check(flag.poll(sending).is_pending(), "nobody has taken it"),
    }
}

fn exchange(step: &mut Step) -> Verdict {
    let table = Exchange::<u8>::new();
    let flag = lowered(0);
    let mut polled = None;
    let mut got = None;
    let mut meeting = pin!(table.exchange(1));
    step.run(|| polled = Some(flag.poll(meeting.as_mut())), || got = table.try_exchange(2).ok());
    match got {
        Some(got) => {
            let other = flag.output(polled, meeting)?;
            check(got == 1 && other == 2, "a value is lost")
        }
        None => check(flag.poll(meeting).is_pending(), "a value from nowhere"),
    }
}
