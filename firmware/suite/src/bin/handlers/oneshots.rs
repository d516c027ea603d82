//! What goes to a handler and comes back: `put` and `take`.

use board::{Line, Test};
use suite::handlers::{with_line_a, with_ticks};
use wakeful::channel::critical::oneshot::{Oneshot, lite};

use crate::{EXECUTOR, SOON};

pub(super) const TESTS: &[Test] = &[
    Test { name: "a_buffer_goes_to_a_handler_and_back", check: a_buffer_goes_and_comes_back },
    Test { name: "an_answer_of_one_byte_comes_back", check: an_answer_of_one_byte_comes_back },
    Test { name: "a_handler_sends_through_an_end", check: a_handler_sends_through_an_end },
];

const ROUNDS: u8 = 50;

type Buffer = [u8; 8];

static EMPTY: Oneshot<Buffer> = Oneshot::new();
static FULL: Oneshot<Buffer> = Oneshot::new();

// The *Sides*: the thread alone puts into `EMPTY` and receives from `FULL`; the handler of one interrupt alone
// takes from `EMPTY` and puts into `FULL`.

fn a_buffer_goes_and_comes_back() {
    let handler = || {
        // SAFETY: the Sides.
        if let Some(mut buffer) = unsafe { EMPTY.take() } {
            buffer.iter_mut().for_each(|byte| *byte += 1);
            // SAFETY: the Sides.
            unsafe { FULL.put(buffer) };
        }
    };
    with_ticks(SOON, &handler, || {
        EXECUTOR.run(async {
            let mut buffer = [0; 8];
            for round in 1..=ROUNDS {
                // SAFETY: the Sides.
                unsafe { EMPTY.put(buffer) };
                // SAFETY: the Sides.
                let full = unsafe { FULL.receiver() };
                buffer = full.await.expect("the handler is there");
                assert_eq!(buffer, [round; 8]);
            }
        });
    });
}

static QUESTION: lite::Oneshot<bool> = lite::Oneshot::new();
static ANSWER: lite::Oneshot<bool> = lite::Oneshot::new();

// The *Sides* again, of `QUESTION` and `ANSWER`.

fn an_answer_of_one_byte_comes_back() {
    let handler = || {
        // SAFETY: the Sides.
        if let Some(question) = unsafe { QUESTION.take() } {
            // SAFETY: the Sides.
            unsafe { ANSWER.put(!question) };
        }
    };
    with_line_a(&handler, || {
        with_ticks(SOON, &|| Line::A.pend(), || {
            EXECUTOR.run(async {
                for round in 0..ROUNDS {
                    let question = round % 3 == 0;
                    // SAFETY: the Sides.
                    unsafe { QUESTION.put(question) };
                    // SAFETY: the Sides.
                    let answer = unsafe { ANSWER.receiver() };
                    assert_eq!(answer.await, Ok(!question));
                }
            });
        });
    });
}

static DONE: Oneshot<u32> = Oneshot::new();

fn a_handler_sends_through_an_end() {
    let (tx, rx) = DONE.split_static();
    let tx = suite::Shared::new(Some(tx));
    let handler = || {
        if let Some(tx) = tx.take() {
            tx.send(3).expect("the receiver is there");
        }
    };
    with_ticks(10 * SOON, &handler, || assert_eq!(EXECUTOR.run(rx), Ok(3)));
}
