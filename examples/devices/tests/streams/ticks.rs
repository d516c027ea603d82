//! Timers with descriptors.

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use devices::ticks::Ticks;
use wakeful::executor::LocalExecutor;
use wakeful::future::Join;
use wakeful::time::timeout;

use crate::patience::{run, soon};

#[test]
fn who_comes_late_hears_how_many_ticks_were_missed() {
    let begun = Instant::now();
    let mut ticks = Ticks::every(Duration::from_millis(1)).unwrap();
    let first = run(ticks.tick()).unwrap();
    assert_eq!(first.number, first.missed + 1);
    thread::sleep(Duration::from_millis(20));
    let second = run(ticks.tick()).unwrap();
    assert!(second.missed >= 18, "{second:?}");
    assert_eq!(second.number, first.number + second.missed + 1);
    assert!(u128::from(second.number) <= begun.elapsed().as_millis());
}

#[test]
fn a_tick_comes_no_sooner_than_its_period() {
    let begun = Instant::now();
    let mut ticks = Ticks::every(Duration::from_millis(7)).unwrap();
    for _ in 0..3 {
        let tick = run(ticks.tick()).unwrap();
        assert!(begun.elapsed() >= Duration::from_millis(7) * tick.number as u32);
    }
}

#[test]
fn a_wait_that_is_given_up_loses_no_tick() {
    let mut ticks = Ticks::every(Duration::from_millis(2)).unwrap();
    let (mut told, mut given_up) = (0, 0);
    while told < 20 {
        match run(timeout(Duration::from_micros(200), ticks.tick())) {
            Ok(tick) => {
                let tick = tick.unwrap();
                told += 1 + tick.missed;
                assert_eq!(tick.number, told);
            }
            Err(_) => given_up += 1,
        }
    }
    println!("given up {given_up} times");
}

#[test]
fn many_timers_tick_side_by_side_on_one_thread() {
    let executor = LocalExecutor::new();
    let count = |milliseconds| async move {
        let mut ticks = Ticks::every(Duration::from_millis(milliseconds))?;
        while ticks.tick().await?.number < 5 {}
        io::Result::Ok(())
    };
    let tasks: Vec<_> = (1..20).map(|n| executor.spawn(count(n))).collect();
    let ended = executor.run(soon(tasks.join()));
    assert!(ended.into_iter().all(|task| task.unwrap().is_ok()));
}

#[test]
fn a_period_that_the_system_cannot_have_is_refused() {
    for period in [Duration::ZERO, Duration::MAX] {
        let error = Ticks::every(period).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput, "{error}");
    }
}
