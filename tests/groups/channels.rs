//! Loops over channels, and over groups.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::future::{Ready, pending};
use std::ops::ControlFlow::{self, Break, Continue};
use std::task::Poll;
use std::thread;

use wakeful::channel::{mpmc, oneshot, spsc, watch};
use wakeful::executor::{Loop, block_on};
use wakeful::future::Group;

const MANY: u64 = if cfg!(miri) { 20 } else { 2_000 };

#[test]
fn a_loop_over_several_kinds_of_channels_loses_nothing() {
    struct State {
        lines: spsc::Receiver<u64>,
        lines_ended: bool,
        work_ended: bool,
        sum: u64,
        latest: u64,
    }
    impl State {
        fn add(&mut self, n: u64) -> ControlFlow<(u64, u64)> {
            self.sum += n;
            Continue(())
        }
        fn ended(&mut self) -> ControlFlow<(u64, u64)> {
            if self.lines_ended && self.work_ended {
                Break((self.sum, self.latest))
            } else {
                Continue(())
            }
        }
    }
    let (to_work, work) = mpmc::channel::<u64>(4);
    let (mut to_lines, lines) = spsc::channel::<u64>(4);
    let (to_settings, settings) = watch::channel(0_u64);
    let mut state = State { lines, lines_ended: false, work_ended: false, sum: 0, latest: 0 };
    // What has ended waits for ever.
    let work_ended = Cell::new(false);
    let (sum, latest) = thread::scope(|s| {
        s.spawn(|| {
            block_on(async move {
                for n in 0..MANY {
                    to_work.send(n).await.unwrap();
                }
            });
        });
        s.spawn(|| {
            block_on(async move {
                for n in 0..MANY {
                    to_lines.send(n * 1_000_000).await.unwrap();
                    to_settings.send(n).unwrap();
                }
            });
        });
        block_on(
            Loop::new(&mut state)
                .on(
                    || async {
                        if work_ended.get() {
                            pending::<()>().await;
                        }
                        work.recv().await
                    },
                    |state, received| match received {
                        Ok(n) => state.add(n),
                        Err(_) => {
                            work_ended.set(true);
                            state.work_ended = true;
                            state.ended()
                        }
                    },
                )
                .on_poll(
                    |state, cx| {
                        if state.lines_ended { Poll::Pending } else { state.lines.poll_recv(cx) }
                    },
                    |state, received| match received {
                        Ok(n) => state.add(n),
                        Err(_) => {
                            state.lines_ended = true;
                            state.ended()
                        }
                    },
                )
                .on(
                    || {
                        let mut settings = settings.clone();
                        async move {
                            let changed = settings.changed().await;
                            let latest = *settings.borrow();
                            if changed.is_err() || latest == MANY - 1 {
                                pending::<()>().await;
                            }
                            latest
                        }
                    },
                    |state, latest| {
                        state.latest = state.latest.max(latest);
                        Continue(())
                    },
                ),
        )
    });
    let one = MANY * (MANY - 1) / 2;
    assert_eq!(sum, one + one * 1_000_000);
    assert!(latest < MANY);
}

#[test]
fn a_group_in_the_state_is_fed_by_handlers() {
    struct Server {
        requests: Group<oneshot::Receiver<u64>>,
        total: u64,
        answered: u64,
    }
    let (to_server, arrivals) = mpmc::channel(4);
    let mut server = Server { requests: Group::new(), total: 0, answered: 0 };
    let total = thread::scope(|s| {
        s.spawn(|| {
            block_on(async move {
                for n in 0..MANY {
                    let (answer, request) = oneshot::channel();
                    to_server.send(request).await.unwrap();
                    answer.send(n).unwrap();
                }
                // The server waits for no more arrivals than that.
                to_server
            })
        });
        block_on(
            Loop::new(&mut server)
                .on(
                    || arrivals.recv(),
                    |server, request| {
                        if let Ok(request) = request {
                            server.requests.insert(request);
                        }
                        Continue(())
                    },
                )
                .on_poll(
                    |server, cx| match server.requests.poll_next(cx) {
                        Poll::Ready(Some((_, answer))) => Poll::Ready(answer),
                        _ => Poll::Pending,
                    },
                    |server, answer| {
                        server.total += answer.unwrap();
                        server.answered += 1;
                        if server.answered == MANY { Break(server.total) } else { Continue(()) }
                    },
                ),
        )
    });
    assert_eq!(total, MANY * (MANY - 1) / 2);
}

#[test]
fn a_loop_is_written_without_naming_a_type() {
    let (numbers, words) = (mpmc::channel(1), mpmc::channel(1));
    numbers.0.try_send(1).unwrap();
    words.0.try_send("two").unwrap();
    let mut seen = Vec::new();
    let source = || -> Ready<u8> { std::future::ready(0) };
    let mut handled = 0;
    let last = block_on(
        Loop::new(&mut seen)
            .on(
                || numbers.1.recv(),
                |seen: &mut Vec<String>, number| {
                    seen.push(number.unwrap().to_string());
                    Continue(())
                },
            )
            .on(
                || words.1.recv(),
                |seen, word| {
                    seen.push(word.unwrap().to_owned());
                    Continue(())
                },
            )
            .on(source, |seen, _| {
                handled += 1;
                if handled == 3 { Break(seen.len()) } else { Continue(()) }
            }),
    );
    assert_eq!((last, seen.len()), (2, 2));
    assert_eq!(seen, ["1", "two"]);
}
