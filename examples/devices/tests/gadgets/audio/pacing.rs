//! The clock says how much: one that the test moves, so every number is exact.

use std::future::Future;
use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use devices::audio::{Null, Output, Player, Recorder, SILENCE, SampleClock, run};
use wakeful::time::local::{MockClock, Timers};

use super::{bytes, frames, loud, numbered};

type Time = Timers<MockClock>;

const RATE: u32 = 44_100;
const PERIOD: u32 = 100;

/// How many frames have passed in that time.
fn passed(time: &Time) -> u64 {
    (u128::from(time.now()) * u128::from(RATE) / 1_000_000_000) as u64
}

fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

/// Keeps what it is given.
#[derive(Default)]
struct Memory(Vec<u8>);

impl Output for Memory {
    fn poll_write(&mut self, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.extend(bytes);
        Poll::Ready(Ok(bytes.len()))
    }
}

/// Moves the clock by steps of all sizes, until the future is over, and tells who listens of each.
fn go_on<F: Future>(time: &Time, mut future: Pin<&mut F>, mut step: impl FnMut()) -> F::Output {
    for n in 1_u64.. {
        if let Poll::Ready(output) = poll(future.as_mut()) {
            return output;
        }
        // Up to a hundredth of a second, now and then a tenth.
        let nanoseconds = n * 7_919_333 % 10_000_000 + (n % 13 / 12) * 100_000_000;
        time.clock().advance(Duration::from_nanos(nanoseconds));
        time.check_expirations();
        step();
        assert!(n < 100_000, "it does not come to its end");
    }
    unreachable!()
}

#[test]
fn a_sink_is_emptied_at_the_pace_of_the_clock() {
    let time = Time::new(MockClock::new());
    let mut clock = SampleClock::new(&time, RATE, PERIOD);
    let (mut player, mut sink) = Player::new(Memory::default(), 512);
    let sound = numbered(0, 10_000);
    let (mut given, mut left) = (0, Some(()));
    {
        let mut playing = pin!(run(&mut clock, &mut player));
        assert!(poll(playing.as_mut()).is_pending());
        given += sink.try_write(&sound);
        assert_eq!(given, 512);
        let mut sink = Some(sink);
        go_on(&time, playing, || {
            let Some(open) = &mut sink else { return };
            given += open.try_write(&sound[given..]);
            if given == sound.len() && left.take().is_some() {
                sink = None;
            }
        })
        .unwrap();
    }
    assert_eq!(given, sound.len());
    let report = *player.report();
    // What the clock told was played, or silence; but for the last turn, which is as long as the sound.
    assert_eq!(report.passed, 10_000);
    assert!(report.due() <= passed(&time), "{report}");
    assert_eq!(player.output().0.len() as u64, 4 * (report.passed + report.silent));
    let heard = loud(frames(&player.output().0));
    assert_eq!(bytes(&heard), bytes(&sound));
}

#[test]
fn who_gives_too_much_waits_until_the_clock_has_taken_it() {
    let time = Time::new(MockClock::new());
    let mut clock = SampleClock::new(&time, RATE, PERIOD);
    let (mut player, mut sink) = Player::new(Null, 512);
    let sound = numbered(0, 2_000);
    let mut giving = pin!(sink.write(&sound));
    let mut playing = pin!(run(&mut clock, &mut player));
    while {
        assert!(poll(playing.as_mut()).is_pending());
        poll(giving.as_mut()).is_pending()
    } {
        // To the next time that the clock waits for.
        time.clock().set(time.clock().alarm().expect("the clock waits"));
        time.check_expirations();
        assert!(time.now() < 1_000_000_000);
    }
    // As soon as the ring holds the rest, and not before: 15 periods of a hundred.
    assert_eq!(time.now(), (1_500 * 1_000_000_000_u64).div_ceil(u64::from(RATE)));
}

#[test]
fn a_clock_turns_both_directions_by_the_same_number_of_frames() {
    let time = Time::new(MockClock::new());
    let mut clock = SampleClock::new(&time, RATE, PERIOD);
    let (player, sink) = Player::new(Null, 256);
    let (recorder, mut source) = Recorder::new(Null, 256);
    let mut both = (recorder, player);
    {
        let mut turning = pin!(run(&mut clock, &mut both));
        for n in 1..500_u64 {
            assert!(poll(turning.as_mut()).is_pending());
            time.clock().advance(Duration::from_nanos(n * n % 97 * 100_000));
            time.check_expirations();
        }
        assert!(poll(turning.as_mut()).is_pending());
    }
    let (recorded, played) = (*both.0.report(), *both.1.report());
    assert_eq!(recorded.due(), played.due());
    assert_eq!(recorded.due(), clock.told());
    let rest = passed(&time) - clock.told();
    assert!(rest < u64::from(PERIOD), "{rest}");
    // The silence that came in stays in the ring, and what has no room there is dropped; what goes out was
    // made for want of anything else.
    assert_eq!((recorded.passed, played.passed, played.underruns), (256, 0, 0));
    assert_eq!(source.try_read(&mut [SILENCE; 300]), 256);
    drop(sink);
}

#[test]
fn a_run_that_was_dropped_goes_on_where_it_was() {
    let time = Time::new(MockClock::new());
    let mut clock = SampleClock::new(&time, RATE, PERIOD);
    let (mut player, mut sink) = Player::new(Memory::default(), 4_096);
    let sound = numbered(0, 4_000);
    assert_eq!(sink.try_write(&sound), sound.len());
    drop(sink);
    for n in 0.. {
        let mut playing = pin!(run(&mut clock, &mut player));
        if poll(playing.as_mut()).is_ready() {
            assert!(n > 10);
            break;
        }
        time.clock().advance(Duration::from_millis(5));
        time.check_expirations();
    }
    assert_eq!(player.output().0, bytes(&sound));
    assert_eq!(player.report().silent, 0);
}

#[test]
fn a_task_that_is_late_is_counted_once_for_each_time() {
    let time = Time::new(MockClock::new());
    let mut clock = SampleClock::new(&time, RATE, PERIOD);
    let (mut player, mut sink) = Player::new(Null, 1_000);
    {
        let mut playing = pin!(run(&mut clock, &mut player));
        for _ in 0..5 {
            assert_eq!(sink.try_write(&numbered(0, 2_000)), 1_000);
            // Twice as long as what is there.
            time.clock().advance(Duration::from_nanos(2_000 * 1_000_000_000 / u64::from(RATE)));
            time.check_expirations();
            assert!(poll(playing.as_mut()).is_pending());
        }
    }
    let report = player.report();
    assert_eq!((report.passed, report.underruns, report.dropped), (5_000, 5, 0));
    assert_eq!(report.due(), clock.told());
    assert!((4_900..=5_000).contains(&report.silent), "{report}");
}
