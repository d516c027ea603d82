//! One to many: the latest value, and every message.

use core::pin::pin;

use wakeful::channel::critical::{broadcast, watch};

use crate::flag::lowered;
use crate::sweep::{Scenario, Step, Verdict, check};

pub(crate) const ALL: &[Scenario] = &[
    Scenario::new("watch_send/read", watch_send),
    Scenario::new("watch_read/send", watch_read),
    Scenario::new("watch_changed/send", watch_changed),
    Scenario::new("broadcast_send/recv", broadcast_send),
    Scenario::new("broadcast_recv/send", broadcast_recv),
];

/// Both halves are the same, or it is torn.
type Pair = (u32, u32);

fn watch_send(step: &mut Step) -> Verdict {
    let mut channel = watch::Channel::<Pair>::new((1, 1));
    let (sender, mut receiver) = channel.split();
    let mut seen = (0, 0);
    let mut sent = false;
    step.run(
        || sent = sender.send((2, 2)).is_ok(),
        || seen = receiver.with_and_update(|pair| *pair),
    );
    check(sent, "somebody reads")?;
    check(matches!(seen, (1, 1) | (2, 2)), "a torn value")?;
    check(receiver.has_changed() == Ok(seen == (1, 1)), "a change was missed, or made up")?;
    check(receiver.with(|pair| *pair) == (2, 2), "the value is lost")
}

fn watch_read(step: &mut Step) -> Verdict {
    let mut channel = watch::Channel::<Pair>::new((1, 1));
    let (sender, mut receiver) = channel.split();
    let mut seen = (0, 0);
    let mut sent = false;
    step.run(
        || seen = receiver.with_and_update(|pair| *pair),
        || sent = sender.send((2, 2)).is_ok(),
    );
    check(sent, "somebody reads")?;
    check(matches!(seen, (1, 1) | (2, 2)), "a torn value")?;
    check(receiver.has_changed() == Ok(seen == (1, 1)), "a change was missed, or made up")?;
    check(receiver.with(|pair| *pair) == (2, 2), "the value is lost")
}

fn watch_changed(step: &mut Step) -> Verdict {
    let mut channel = watch::Channel::<Pair>::new((1, 1));
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut changing = pin!(receiver.changed());
    step.run(
        || polled = Some(flag.poll(changing.as_mut())),
        || {
            let _ = sender.send((2, 2));
        },
    );
    check(flag.output(polled, changing)?.is_ok(), "the channel is open")
}

fn broadcast_send(step: &mut Step) -> Verdict {
    let mut channel = broadcast::Channel::<u32, 2>::new();
    let (sender, mut receiver) = channel.split();
    let before = sender.try_send(1).is_ok();
    let mut sent = false;
    let mut taken = [None; 2];
    step.run(
        || sent = sender.try_send(2).is_ok(),
        || taken = [receiver.try_recv().ok(), receiver.try_recv().ok()],
    );
    check(before && sent, "somebody receives")?;
    let [first, second] = taken;
    check(first == Some(1), "the first is lost")?;
    check(second.or_else(|| receiver.try_recv().ok()) == Some(2), "the second is lost")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}

fn broadcast_recv(step: &mut Step) -> Verdict {
    let mut channel = broadcast::Channel::<u32, 2>::new();
    let (sender, mut receiver) = channel.split();
    let flag = lowered(0);
    let mut polled = None;
    let mut sent = false;
    {
        let mut receiving = pin!(receiver.recv());
        step.run(
            || polled = Some(flag.poll(receiving.as_mut())),
            || sent = sender.try_send(1).is_ok(),
        );
        check(flag.output(polled, receiving)? == Ok(1), "the message is lost")?;
    }
    check(sent, "somebody receives")?;
    check(receiver.try_recv().is_err(), "a message came twice")
}
