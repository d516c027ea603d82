//! All of it as a user would, without a line of unsafe code and without pinning by hand.

#![forbid(unsafe_code)]

use std::cell::Cell;
use std::rc::Rc;

use wakeful::future::{Join, Race, RaceOk, Select, Selected, TryJoin};
use wakeful::sync::local::{ManualResetEvent, Mutex};

use crate::kit::run;

#[derive(Debug, PartialEq)]
struct NotFound(&'static str);

async fn find(name: &'static str) -> Result<usize, NotFound> {
    if name.starts_with('!') { Err(NotFound(name)) } else { Ok(name.len()) }
}

#[test]
fn several_things_at_the_same_time() {
    let door = ManualResetEvent::new(false);
    let count = Mutex::new(0);
    run(async {
        let ((), sum, text) = (
            async {
                *count.lock().await += 1;
                door.set();
            },
            async {
                door.wait().await;
                *count.lock().await + 1
            },
            async { format!("{} words", find("two").await.unwrap()) },
        )
            .join()
            .await;
        assert_eq!((sum, text.as_str()), (2, "3 words"));
    });
}

#[test]
fn all_or_none() {
    run(async {
        assert_eq!((find("a"), find("bc")).try_join().await, Ok((1, 2)));
        assert_eq!(["a", "!b", "!c"].map(find).try_join().await, Err(NotFound("!b")));
        let sum = async {
            let (a, b) = (find("a"), find("bc")).try_join().await?;
            Ok::<_, NotFound>(a + b)
        };
        assert_eq!(sum.await, Ok(3));
    });
}

#[test]
fn work_until_stopped() {
    let stop = ManualResetEvent::new(false);
    let done = Cell::new(0);
    run(async {
        let work = async {
            for _ in 0..10 {
                done.set(done.get() + 1);
                if done.get() == 3 {
                    stop.set();
                }
                // So that the others have a turn.
                let mut first = true;
                std::future::poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::take(&mut first) {
                        std::task::Poll::Pending
                    } else {
                        std::task::Poll::Ready(())
                    }
                })
                .await;
            }
            "worked to the end"
        };
        let stopped = async {
            stop.wait().await;
            "stopped"
        };
        assert_eq!((work, stopped).race().await, "stopped");
    });
    assert!(done.get() < 10);
}

#[test]
fn mirrors() {
    run(async {
        assert_eq!(["!a", "b", "!c"].map(find).race_ok().await, Ok(1));
        let errors = ["!a", "!b"].map(find).race_ok().await.unwrap_err();
        assert_eq!(errors, [NotFound("!a"), NotFound("!b")]);
    });
}

#[test]
fn an_optional_extra() {
    run(async {
        for wanted in [true, false] {
            let extra = wanted.then(|| find("extra"));
            let [base, extra] = [Some(find("base")), extra].join().await;
            assert!(base.is_some() && extra.is_some() == wanted);
        }
    });
}

#[test]
fn one_after_the_other() {
    let events = Rc::new([(); 3].map(|()| ManualResetEvent::new(false)));
    run(async {
        let waits = [0, 1, 2].map(|n| {
            let events = events.clone();
            Box::pin(async move {
                events[n].wait().await;
                if n > 0 {
                    events[n - 1].set();
                }
                n
            })
        });
        let mut select = waits.select();
        events[2].set();
        let mut seen = Vec::new();
        while !select.is_empty() {
            let Selected { output, index, others } = select.await;
            assert_eq!(output, index);
            seen.push(output);
            select = others;
        }
        assert_eq!(seen, [2, 1, 0]);
    });
}

#[test]
fn one_after_the_other_in_place() {
    let (left, right) = (ManualResetEvent::new(false), ManualResetEvent::new(true));
    let order = run(async {
        let both = (
            async {
                left.wait().await;
                "left"
            },
            async {
                right.wait().await;
                "right"
            },
        );
        both.select_with(async |winners| {
            let mut order = Vec::new();
            while let Some((_, name)) = winners.next().await {
                order.push(name);
                left.set();
            }
            order
        })
        .await
    });
    assert_eq!(order, ["right", "left"]);
}
