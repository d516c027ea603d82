//! Controllers go.

use std::fs;
use std::future::poll_fn;
use std::io::Write;
use std::ops::ControlFlow::{Break, Continue};
use std::thread;

use devices::gamepad::code::{button, kind};
use devices::gamepad::{Button, Controller, Event, Listener, Party};
use wakeful::executor::Loop;

use super::{Hands, frame};
use crate::support::{Scratch, times, within};

#[test]
fn who_goes_disconnects_after_all_that_was_done() {
    let pads = Scratch::new("after");
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    let mut hands = Hands::on(&path);
    hands.press(button::TL);
    // Half a frame is none.
    hands.0.write_all(&frame(&[(kind::KEY, button::TR, 1)])[..30]).unwrap();
    drop(hands);
    within(async {
        let event = controller.next().await.unwrap();
        assert_eq!(event, Event::Button(Button::LeftShoulder, true));
        for _ in 0..3 {
            assert_eq!(controller.next().await.unwrap(), Event::Disconnect);
        }
    });
}

#[test]
fn who_goes_wakes_who_waits() {
    let pads = Scratch::new("wakes");
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    thread::scope(|threads| {
        let waits = threads.spawn(|| within(controller.next()).unwrap());
        drop(Hands::on(&path));
        assert_eq!(waits.join().unwrap(), Event::Disconnect);
    });
}

#[test]
fn who_goes_leaves_the_party_and_the_others_play_on() {
    let pads = Scratch::new("party");
    let paths = ["event0", "event1", "event2"].map(|name| pads.pipe(name));
    let mut party = Party::new();
    paths.iter().for_each(|path| party.join(Controller::open(path).unwrap()));
    let mut hands: Vec<_> = paths.iter().map(|path| Hands::on(path)).collect();
    within(async {
        drop(hands.remove(1));
        let told = poll_fn(|cx| party.poll_next(cx)).await;
        assert_eq!((&*told.who, told.event.unwrap()), ("event1", Event::Disconnect));
        assert_eq!(party.len(), 2);
        for (hands, name) in hands.iter_mut().zip(["event0", "event2"]) {
            hands.press(button::MODE);
            let told = poll_fn(|cx| party.poll_next(cx)).await;
            assert_eq!(
                (&*told.who, told.event.unwrap()),
                (name, Event::Button(Button::Mode, true))
            );
        }
    });
}

/// Descriptors are used again at once, and nobody hears of what was done with an earlier one.
#[test]
fn many_come_and_go_and_nothing_is_lost() {
    const PRESSES: usize = 5;
    let rounds = times(60);
    let pads = Scratch::new("many");
    let mut state = (Listener::of(pads.path()).unwrap(), Party::new());
    let (mut presses, mut gone) = (0, 0);
    thread::scope(|threads| {
        for player in 0..3 {
            let pads = &pads;
            threads.spawn(move || {
                for round in 0..rounds {
                    let path = pads.pipe(&format!("event{}", 100 * player + round % 7));
                    let mut hands = Hands::on(&path);
                    for n in 0..2 * PRESSES {
                        hands.do_all(&[(kind::KEY, button::WEST, (n as i32 + 1) % 2)]);
                    }
                    fs::remove_file(path).unwrap();
                }
            });
        }
        within(
            Loop::new(&mut state)
                .on_poll(
                    |(listener, _), cx| listener.poll_next(cx),
                    |(_, party), controller| {
                        party.join(controller.unwrap());
                        Continue(())
                    },
                )
                .on_poll(
                    |(_, party), cx| party.poll_next(cx),
                    |_, told| {
                        match told.event.unwrap() {
                            Event::Button(Button::West, pressed) => presses += usize::from(pressed),
                            Event::Disconnect => gone += 1,
                            other => panic!("{other:?}"),
                        }
                        if gone == 3 * rounds { Break(()) } else { Continue(()) }
                    },
                ),
        );
    });
    assert_eq!((presses, gone), (3 * rounds * PRESSES, 3 * rounds));
    assert!(state.1.is_empty());
}
