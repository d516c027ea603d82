//! Lines from an interrupt handler: whole ones, spoilt ones, and what was lost, exactly.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use drivers::lines::{LineError, Lines, Noise, Port, Receiver, Uart};
use wakeful::executor::block_on;
use wakeful::time::timeout;

const LONGEST: usize = 12;

fn uart<const N: usize>() -> (Receiver<N>, Lines<N, LONGEST>) {
    Box::leak(Box::new(Uart::new())).split()
}

/// What the port received and nobody has taken.
struct Fifo(VecDeque<Result<u8, Noise>>);

impl Port for Fifo {
    fn read(&mut self) -> Option<Result<u8, Noise>> {
        self.0.pop_front()
    }
}

fn feed<const N: usize>(receiver: &mut Receiver<N>, bytes: &[u8]) {
    receiver.on_interrupt(&mut Fifo(bytes.iter().copied().map(Ok).collect()));
}

/// The next line, if it is there.
fn line<const N: usize>(lines: &mut Lines<N, LONGEST>) -> Option<Result<Vec<u8>, LineError>> {
    match pin!(lines.next()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(line) => Some(line.map(<[u8]>::to_vec)),
        Poll::Pending => None,
    }
}

fn good(text: &str) -> Option<Result<Vec<u8>, LineError>> {
    Some(Ok(text.as_bytes().to_vec()))
}

#[test]
fn lines_end_at_line_feeds_with_or_without_carriage_returns() {
    let (mut receiver, mut lines) = uart::<64>();
    feed(&mut receiver, b"one\ntwo\r\n\r\n\nfour\r");
    for text in ["one", "two", "", ""] {
        assert_eq!(line(&mut lines), good(text));
    }
    assert_eq!(line(&mut lines), None);
    feed(&mut receiver, b"\n");
    assert_eq!(line(&mut lines), good("four"));
}

#[test]
fn a_line_as_long_as_its_buffer_may_end_either_way() {
    let (mut receiver, mut lines) = uart::<128>();
    feed(&mut receiver, b"twelve bytes\ntwelve bytes\r\ntwelve bytes\r\r\ntwelve bytes\r.\n");
    assert_eq!(line(&mut lines), good("twelve bytes"));
    assert_eq!(line(&mut lines), good("twelve bytes"));
    assert_eq!(line(&mut lines), Some(Err(LineError::TooLong)));
    assert_eq!(line(&mut lines), Some(Err(LineError::TooLong)));
    feed(&mut receiver, b"eleven byte\r\r\nend\r\n");
    assert_eq!(line(&mut lines), good("eleven byte\r"));
    assert_eq!(line(&mut lines), good("end"));
}

#[test]
fn a_dropped_wait_loses_nothing() {
    let (mut receiver, mut lines) = uart::<64>();
    for byte in *b"abc" {
        feed(&mut receiver, &[byte]);
        assert_eq!(line(&mut lines), None, "a new future each time");
    }
    feed(&mut receiver, b"\n");
    assert_eq!(line(&mut lines), good("abc"));
}

#[test]
fn a_line_that_is_too_long_is_skipped() {
    let (mut receiver, mut lines) = uart::<64>();
    feed(&mut receiver, b"123456789012\n1234567890123\nthen\n");
    assert_eq!(line(&mut lines), good("123456789012"));
    assert_eq!(line(&mut lines), Some(Err(LineError::TooLong)));
    assert_eq!(line(&mut lines), good("then"));
}

#[test]
fn noise_spoils_its_line_alone() {
    let (mut receiver, mut lines) = uart::<64>();
    feed(&mut receiver, b"a\nb");
    receiver.received(Err(Noise));
    feed(&mut receiver, b"\nc\n");
    assert_eq!(line(&mut lines), good("a"));
    assert_eq!(line(&mut lines), Some(Err(LineError::Noise)));
    assert_eq!(line(&mut lines), good("c"));
}

#[test]
fn an_overrun_is_reported_where_it_happened_and_counted() {
    let (mut receiver, mut lines) = uart::<8>();
    feed(&mut receiver, b"ok\nlost, all of this\n");
    assert_eq!(line(&mut lines), good("ok"));
    assert_eq!(line(&mut lines), None, "it has not ended, as its end is lost");
    feed(&mut receiver, b"\nyes\n");
    // Seven were taken, of 21.
    assert_eq!(line(&mut lines), Some(Err(LineError::Overrun { lost: 14 })));
    assert_eq!(line(&mut lines), good("yes"));
}

/// Bytes come and go in any rhythm: what comes out is what went in, but for what is reported.
#[test]
fn what_is_not_reported_as_lost_arrives() {
    let (mut receiver, mut lines) = uart::<16>();
    let mut random = 0x2545_F491_4F6C_DD1D_u64;
    let mut random = move |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let (mut sent, mut got, mut reported) = (0, 0, 0);
    let mut expected = 0_u64;
    let mut read = |lines: &mut Lines<16, LONGEST>| match line(lines) {
        None => false,
        // What ends a line whose own end was lost.
        Some(Ok(text)) if text.is_empty() => true,
        Some(Ok(text)) => {
            got += text.len() as u64 + 1;
            let number: u64 = String::from_utf8(text).unwrap().parse().unwrap();
            assert!(number >= expected, "{number} after {expected}");
            expected = number + 1;
            true
        }
        Some(Err(LineError::Overrun { lost })) => {
            reported += u64::from(lost);
            true
        }
        Some(Err(error)) => panic!("{error}"),
    };
    for number in 10_000..if cfg!(miri) { 10_200 } else { 30_000 } {
        let text = format!("{number}\n");
        sent += text.len() as u64;
        feed(&mut receiver, text.as_bytes());
        for _ in 0..random(3) {
            while read(&mut lines) && random(2) == 0 {}
        }
    }
    while read(&mut lines) {}
    feed(&mut receiver, b"\n");
    read(&mut lines);
    assert!(got > 0 && reported > 0, "{got} read and {reported} lost of {sent}");
    assert!(got + reported <= sent, "{got} read and {reported} lost of {sent}");
}

#[test]
fn a_task_that_waits_is_woken_by_the_handler() {
    let (mut receiver, mut lines) = uart::<64>();
    let port = thread::spawn(move || {
        for number in 0..if cfg!(miri) { 10 } else { 1_000 } {
            for byte in format!("{number}\n").bytes() {
                receiver.received(Ok(byte));
                if number % 8 == 0 {
                    thread::yield_now();
                }
            }
        }
        for byte in *b"\nend\n" {
            // Until there is room for it.
            thread::sleep(Duration::from_millis(2));
            receiver.received(Ok(byte));
        }
        // Dropping the receiver is nothing a handler does.
        std::mem::forget(receiver);
    });
    block_on(timeout(Duration::from_secs(30), async { while lines.next().await != Ok(b"end") {} }))
        .expect("the last line arrives");
    port.join().unwrap();
}
