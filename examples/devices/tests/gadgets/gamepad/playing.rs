//! What is done with a controller becomes events.

use std::io::{ErrorKind, Write};
use std::ops::ControlFlow::{Break, Continue};
use std::thread;
use std::time::Duration;

use devices::gamepad::code::{axis, button, kind, syn};
use devices::gamepad::{Axis, Button, Controller, Event, Listener, Party, Told};
use wakeful::executor::{Loop, ThreadPool, block_on};
use wakeful::time::{sleep, timeout};

use super::{Hands, frame};
use crate::support::{Scratch, within};

async fn events<const N: usize>(controller: &mut Controller) -> [Event; N] {
    let mut events = [Event::Disconnect; N];
    for event in &mut events {
        *event = controller.next().await.unwrap();
    }
    events
}

#[test]
fn what_is_done_comes_in_order() {
    let pads = Scratch::new("order");
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    let mut hands = Hands::on(&path);
    hands.do_all(&[(kind::KEY, button::SOUTH, 1), (kind::ABS, axis::X, -32_768)]);
    hands.do_all(&[(kind::ABS, axis::X, 100), (kind::ABS, axis::Z, 255)]);
    hands.do_all(&[(kind::KEY, button::SOUTH, 0), (kind::ABS, axis::HAT0Y, 1)]);
    let expected = [
        Event::Button(Button::South, true),
        Event::Axis(Axis::LeftX, -1.0),
        Event::Axis(Axis::LeftX, 0.0),
        Event::Axis(Axis::LeftTrigger, 1.0),
        Event::Button(Button::South, false),
        Event::Button(Button::Down, true),
    ];
    assert_eq!(within(events(&mut controller)), expected);
}

#[test]
fn a_pipe_that_nobody_has_opened_is_quiet_and_not_gone() {
    let pads = Scratch::new("quiet");
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    let early = block_on(timeout(Duration::from_millis(50), controller.next()));
    assert!(early.is_err(), "{early:?}");
    thread::scope(|threads| {
        let next = threads.spawn(|| within(controller.next()).unwrap());
        let mut hands = Hands::on(&path);
        hands.press(button::EAST);
        assert_eq!(next.join().unwrap(), Event::Button(Button::East, true));
    });
}

#[test]
fn records_may_come_in_pieces_of_any_size() {
    let pads = Scratch::new("pieces");
    let path = pads.pipe("event0");
    let all: Vec<_> =
        (1..=20).map(|n| frame(&[(kind::ABS, axis::RY, 1_000 * n + 5_000)])).collect();
    for size in [1, 7, 23, 24, 25, 100] {
        let mut controller = Controller::open(&path).unwrap();
        let mut hands = Hands::on(&path);
        thread::scope(|threads| {
            threads.spawn(|| {
                for piece in all.concat().chunks(size) {
                    hands.0.write_all(piece).unwrap();
                    thread::yield_now();
                }
            });
            let events: [Event; 20] = within(events(&mut controller));
            let moved = events.map(|event| match event {
                Event::Axis(Axis::RightY, at) => at,
                other => panic!("{other:?}"),
            });
            assert!(moved.is_sorted_by(|a, b| a < b), "{moved:?}");
        });
    }
}

#[test]
fn when_records_were_lost_nothing_is_held_for_ever() {
    let pads = Scratch::new("lost");
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    let mut hands = Hands::on(&path);
    hands.press(button::NORTH);
    hands.do_all(&[(kind::SYN, syn::DROPPED, 0), (kind::KEY, button::WEST, 1)]);
    hands.press(button::NORTH);
    let expected = [true, false, true].map(|pressed| Event::Button(Button::North, pressed));
    assert_eq!(within(events(&mut controller)), expected);
}

#[test]
fn a_pipe_cannot_rumble_and_says_so() {
    let pads = Scratch::new("rumble");
    let path = pads.pipe("event7");
    let mut controller = Controller::open(&path).unwrap();
    let error = controller.rumble(1.0, 1.0, Duration::from_secs(1)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let message = error.to_string();
    assert!(message.contains("event7") && message.contains("it is a pipe"), "{message}");
}

#[test]
fn dropping_the_future_of_an_event_loses_none() {
    let pads = Scratch::new("dropped");
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    thread::scope(|threads| {
        threads.spawn(|| {
            let mut hands = Hands::on(&path);
            for n in 0..200 {
                hands.do_all(&[(kind::KEY, button::SELECT, (n + 1) % 2)]);
                thread::yield_now();
            }
        });
        let mut seen = Vec::new();
        within(async {
            loop {
                match timeout(Duration::from_micros(20), controller.next()).await {
                    Ok(Ok(Event::Disconnect)) => break,
                    Ok(event) => seen.push(event.unwrap()),
                    Err(_) => {}
                }
            }
        });
        let expected = (0..200).map(|n| Event::Button(Button::Select, n % 2 == 0));
        assert!(seen.into_iter().eq(expected));
    });
}

#[test]
fn a_controller_is_at_home_in_any_task() {
    let pads = Scratch::new("pool");
    let pool = ThreadPool::builder().threads(2).build().unwrap();
    let path = pads.pipe("event0");
    let mut controller = Controller::open(&path).unwrap();
    let mut hands = Hands::on(&path);
    let task = pool.spawn(async move { controller.next().await.unwrap() });
    hands.press(button::START);
    assert_eq!(within(task).unwrap(), Event::Button(Button::Start, true));
}

/// What all handlers share.
struct Game {
    listener: Listener,
    party: Party,
    pressed: Vec<(String, Button)>,
    ticks: u32,
}

#[test]
fn two_controllers_and_a_timer_share_a_state() {
    let pads = Scratch::new("loop");
    let listener = Listener::of(pads.path()).unwrap();
    let mut game = Game { listener, party: Party::new(), pressed: Vec::new(), ticks: 0 };
    thread::scope(|threads| {
        threads.spawn(|| {
            let paths = ["event0", "event1"].map(|name| pads.pipe(name));
            let mut hands = paths.each_ref().map(|path| Hands::on(path));
            for n in 0..50 {
                hands[n % 2].press(button::SOUTH);
                hands[n % 2].do_all(&[(kind::KEY, button::SOUTH, 0)]);
            }
        });
        let disconnected = within(
            Loop::new(&mut game)
                .on_poll(
                    |game, cx| game.listener.poll_next(cx),
                    |game, controller| {
                        game.party.join(controller.unwrap());
                        Continue(())
                    },
                )
                .on_poll(
                    |game, cx| game.party.poll_next(cx),
                    |game, Told { who, event }| {
                        if let Event::Button(button, true) = event.unwrap() {
                            game.pressed.push((who.to_string(), button));
                        }
                        Continue(())
                    },
                )
                .on(
                    || sleep(Duration::from_millis(1)),
                    |game, ()| {
                        game.ticks += 1;
                        let over = game.pressed.len() == 50 && game.party.is_empty();
                        if over { Break(game.ticks) } else { Continue(()) }
                    },
                ),
        );
        assert!(disconnected > 0);
    });
    for name in ["event0", "event1"] {
        let of = game.pressed.iter().filter(|(who, _)| who == name);
        assert_eq!(of.count(), 25, "{name}");
    }
    assert!(game.pressed.iter().all(|(_, button)| *button == Button::South));
}

#[test]
fn a_controller_that_never_rests_lets_the_others_have_their_turn() {
    let pads = Scratch::new("fair");
    let paths = ["event0", "event1"].map(|name| pads.pipe(name));
    let mut party = Party::new();
    paths.iter().for_each(|path| party.join(Controller::open(path).unwrap()));
    let mut hands = paths.each_ref().map(|path| Hands::on(path));
    let frames: Vec<_> = (0..100).map(|n| frame(&[(kind::KEY, button::C, (n + 1) % 2)])).collect();
    hands[0].0.write_all(&frames.concat()).unwrap();
    hands[1].press(button::Z);
    let mut order = Vec::new();
    within(async {
        while order.len() < 101 {
            order.push(std::future::poll_fn(|cx| party.poll_next(cx)).await.who);
        }
    });
    let place = order.iter().position(|who| &**who == "event1").unwrap();
    assert!(place <= 1, "{place}");
}
