//! Pipes, and the clock of the process: nothing is early, nothing is lost.

use std::future::Future;
use std::io::{ErrorKind, Read, Write};
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use devices::audio::{Null, Pipe, Player, Recorder, SILENCE, SampleClock, run};
use wakeful::executor::ThreadPool;
use wakeful::future::{Join, Race};
use wakeful::time::local::{MockClock, Timers};
use wakeful::time::{Global, sleep};

use super::{bytes, frames, loud, numbered};
use crate::support::{pipe, within};

const RATE: u32 = 8_000;
const PERIOD: u32 = 64;

#[test]
fn sound_comes_through_a_pipe_whole_and_not_too_early() {
    let (mut reader, writer) = pipe();
    let sound = numbered(0, 2_400);
    let begun = Instant::now();
    let heard = thread::scope(|threads| {
        let heard = threads.spawn(move || {
            let mut heard = Vec::new();
            reader.read_to_end(&mut heard).map(|_| heard)
        });
        let report = within(async {
            let (mut player, mut sink) = Player::new(Pipe::of(writer).unwrap(), 512);
            let mut clock = SampleClock::new(Global, RATE, PERIOD);
            let giving = async {
                sink.write(&sound).await.unwrap();
                drop(sink);
            };
            let ((), played) = (giving, run(&mut clock, &mut player)).join().await;
            played.unwrap();
            *player.report()
        });
        assert_eq!(report.passed + report.dropped, 2_400);
        let heard = frames(&heard.join().unwrap().unwrap());
        assert_eq!(heard.len() as u64, report.passed + report.silent);
        heard
    });
    assert!(begun.elapsed() >= Duration::from_millis(300));
    assert_eq!(loud(heard), sound);
}

/// By a clock that the test is, so that nothing but the listener is slow.
#[test]
fn a_listener_who_is_slow_misses_sound_and_holds_nobody_up() {
    const RING: usize = 1_024;
    let (mut reader, writer) = pipe();
    let time: Timers<MockClock> = Timers::new(MockClock::new());
    let tick = || {
        time.clock().advance(Duration::from_millis(8));
        time.check_expirations();
    };
    let mut clock = SampleClock::new(&time, RATE, PERIOD);
    let (mut player, mut sink) = Player::new(Pipe::of(writer).unwrap(), RING);
    let sound = numbered(0, 60_000);
    let mut given = 0;
    {
        let mut playing = pin!(run(&mut clock, &mut player));
        while given < sound.len() {
            given += sink.try_write(&sound[given..]);
            assert!(playing.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            tick();
        }
    }
    // Nobody has listened as yet. Who does now is told what the pipe and the player have kept, and the
    // ring that was filled last.
    drop(sink);
    let listener = thread::spawn(move || {
        let mut heard = Vec::new();
        reader.read_to_end(&mut heard).map(|_| heard)
    });
    let ticking = async {
        loop {
            tick();
            sleep(Duration::from_millis(1)).await;
        }
    };
    within((run(&mut clock, &mut player), ticking).race()).unwrap();
    let report = *player.report();
    drop(player);
    let heard = frames(&listener.join().unwrap().unwrap());
    assert_eq!(heard.len() as u64, report.passed);
    assert_eq!((report.due(), report.silent), (sound.len() as u64, 0), "{report}");
    assert!(report.dropped > 10_000 && report.overruns >= 1, "{report}");
    let kept = heard.len() - RING;
    assert_eq!(heard[..kept - RING], sound[..kept - RING], "the first are kept");
    assert!(heard.iter().map(|f| i32::from(f[0]) - 30_000 * i32::from(f[1])).is_sorted());
}

#[test]
fn a_listener_who_goes_is_an_error_and_the_report_stays() {
    let (reader, writer) = pipe();
    let (mut player, mut sink) = Player::new(Pipe::of(writer).unwrap(), 256);
    sink.try_write(&numbered(0, 256));
    drop(reader);
    let mut clock = SampleClock::new(Global, RATE, PERIOD);
    let error = within(run(&mut clock, &mut player)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    assert!(player.report().passed > 0);
}

#[test]
fn what_somebody_says_is_heard_in_order_and_then_it_ends() {
    let (reader, mut writer) = pipe();
    let sound = numbered(0, 1_600);
    let said = bytes(&sound);
    thread::scope(|threads| {
        threads.spawn(move || {
            // In pieces that cut frames.
            for piece in said.chunks(333) {
                writer.write_all(piece).unwrap();
                thread::yield_now();
            }
        });
        let (mut recorder, mut source) = Recorder::new(Pipe::of(reader).unwrap(), 16_384);
        let mut clock = SampleClock::new(Global, RATE, PERIOD);
        let begun = Instant::now();
        let listening = async {
            let (mut heard, mut buffer) = (Vec::new(), [SILENCE; 100]);
            loop {
                match source.read(&mut buffer).await {
                    0 => break heard,
                    read => heard.extend_from_slice(&buffer[..read]),
                }
            }
        };
        let (heard, recorded) = within((listening, run(&mut clock, &mut recorder)).join());
        recorded.unwrap();
        let report = recorder.report();
        assert!(begun.elapsed() >= Duration::from_millis(200));
        assert_eq!(heard.len() as u64, report.passed + report.silent);
        assert_eq!((report.passed, report.dropped), (1_600, 0), "{report}");
        assert_eq!(loud(heard), sound);
    });
}

#[test]
fn both_directions_at_once_in_tasks_of_a_pool() {
    let (from, mut far_in) = pipe();
    let (mut far_out, to) = pipe();
    let sound = numbered(0, 1_600);
    far_in.write_all(&bytes(&sound)).unwrap();
    drop(far_in);
    let pool = ThreadPool::builder().threads(2).build().unwrap();
    let (recorder, mut source) = Recorder::new(Pipe::of(from).unwrap(), 16_384);
    let (player, mut sink) = Player::new(Pipe::of(to).unwrap(), 16_384);
    let through = pool.spawn(async move {
        let mut buffer = [SILENCE; 128];
        loop {
            let read = source.read(&mut buffer).await;
            if read == 0 || sink.write(&buffer[..read]).await.is_err() {
                return;
            }
        }
    });
    let turning = pool.spawn(async move {
        let mut both = (recorder, player);
        run(&mut SampleClock::new(Global, RATE, PERIOD), &mut both).await.unwrap();
        (*both.0.report(), *both.1.report())
    });
    let listener = thread::spawn(move || {
        let mut heard = Vec::new();
        far_out.read_to_end(&mut heard).map(|_| heard)
    });
    let (recorded, played) = within(async {
        through.await.unwrap();
        turning.await.unwrap()
    });
    assert_eq!((recorded.passed, recorded.dropped), (1_600, 0), "{recorded}");
    assert_eq!(played.passed, recorded.passed + recorded.silent, "{played}");
    let heard = listener.join().unwrap().unwrap();
    assert_eq!(loud(frames(&heard)), sound);
}

#[test]
fn a_thread_that_falls_asleep_is_late_and_every_frame_is_counted() {
    let (mut player, mut sink) = Player::new(Null, 160);
    let mut clock = SampleClock::new(Global, RATE, PERIOD);
    let giving = async {
        for _ in 0..4 {
            sink.write(&numbered(0, 160)).await.unwrap();
            sleep(Duration::from_millis(1)).await;
            // Nobody else on this thread has a turn meanwhile: twice as long as the ring lasts.
            thread::sleep(Duration::from_millis(40));
        }
    };
    let playing = async {
        run(&mut clock, &mut player).await.unwrap();
    };
    within((giving, playing).race());
    let report = player.report();
    assert!(report.underruns >= 2 && report.silent > 300, "{report}");
    assert!(report.passed >= 480 && report.passed <= 640 && report.dropped == 0, "{report}");
    assert_eq!(report.due(), clock.told());
}
