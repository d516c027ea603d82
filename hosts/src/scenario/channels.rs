//! Channels that keep messages.

use wakeful::future::yield_now;

use super::flavor::Host;
use super::flavor::channel::{
    broadcast, mpmc, mpsc, oneshot, oneshot_broadcast, priority, spsc, watch,
};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["oneshot"], |host| Box::pin(one_shot(host))),
    Step(&["oneshot_broadcast"], |host| Box::pin(one_shot_broadcast(host))),
    Step(&["spsc"], |host| Box::pin(one_to_one(host))),
    Step(&["mpsc"], |host| Box::pin(many_to_one(host))),
    Step(&["mpmc"], |host| Box::pin(many_to_many(host))),
    Step(&["priority"], |host| Box::pin(by_priority(host))),
    Step(&["broadcast"], |host| Box::pin(to_all(host))),
    Step(&["watch"], |host| Box::pin(the_latest(host))),
];

const MESSAGES: u32 = 40;

/// The sum of 0..MESSAGES.
const SUM: u32 = MESSAGES * (MESSAGES - 1) / 2;

async fn one_shot(host: Host) {
    let (question, asked) = oneshot::channel::<(u32, oneshot::lite::Sender<bool>)>();
    let answering = host.spawn(async move {
        let (number, answer) = asked.await.unwrap();
        answer.send(number % 2 == 1).unwrap();
    });
    yield_now().await;
    let (answer, answered) = oneshot::lite::channel();
    assert!(question.send((41, answer)).is_ok());
    assert_eq!(answered.await, Ok(true));
    answering.await.unwrap();
}

async fn one_shot_broadcast(host: Host) {
    let (sender, receiver) = oneshot_broadcast::channel();
    let tasks = spawn_many(&host, 3, |host, _| {
        let receiver = receiver.clone();
        host.spawn(async move { receiver.recv().await.unwrap() })
    });
    yield_now().await;
    sender.send("for all").unwrap();
    assert_eq!(all(tasks).await, ["for all"; 3]);
}

async fn one_to_one(host: Host) {
    let (mut sender, mut receiver) = spsc::channel(2);
    let sending = host.spawn(async move {
        for message in 0..MESSAGES {
            sender.send(message).await.unwrap();
        }
    });
    for message in 0..MESSAGES {
        assert_eq!(receiver.recv().await, Ok(message));
    }
    assert!(receiver.recv().await.is_err());
    sending.await.unwrap();
}

async fn many_to_one(host: Host) {
    let (sender, mut receiver) = mpsc::channel(2);
    let (log, mut logged) = mpsc::unbounded();
    let senders = spawn_many(&host, 3, |host, _| {
        let (sender, log) = (sender.clone(), log.clone());
        host.spawn(async move {
            for message in 0..MESSAGES {
                sender.send(message).await.unwrap();
                log.send(message).await.unwrap();
            }
        })
    });
    drop((sender, log));
    let mut sum = 0;
    while let Ok(message) = receiver.recv().await {
        sum += message;
    }
    assert_eq!(sum, 3 * SUM);
    all(senders).await;
    let mut lines = Vec::new();
    while logged.recv_many(&mut lines, 7).await > 0 {}
    assert_eq!(lines.iter().sum::<u32>(), 3 * SUM);
}

async fn many_to_many(host: Host) {
    let (sender, receiver) = mpmc::channel(2);
    let senders = spawn_many(&host, 3, |host, _| {
        let sender = sender.clone();
        host.spawn(async move {
            for message in 0..MESSAGES {
                sender.reserve().await.unwrap().send(message).unwrap();
            }
        })
    });
    drop(sender);
    let receivers = spawn_many(&host, 3, |host, _| {
        let receiver = receiver.clone();
        host.spawn(async move {
            let mut sum = 0;
            while let Ok(message) = receiver.recv().await {
                sum += message;
                yield_now().await;
            }
            sum
        })
    });
    assert_eq!(all(receivers).await.iter().sum::<u32>(), 3 * SUM);
    all(senders).await;
}

async fn by_priority(host: Host) {
    let (sender, receiver) = priority::channel(3);
    for urgency in [1_u8, 9, 5] {
        sender.send((urgency, 'n')).await.unwrap();
    }
    let late = host.spawn(async move { sender.send((7, 'l')).await.is_ok() });
    assert_eq!(receiver.recv().await, Ok((9, 'n')));
    assert_eq!(late.await, Ok(true));
    for expected in [(7, 'l'), (5, 'n'), (1, 'n')] {
        assert_eq!(receiver.recv().await, Ok(expected));
    }
    assert!(receiver.recv().await.is_err());
}

async fn to_all(host: Host) {
    let (sender, receiver) = broadcast::backpressure(2);
    let receivers = spawn_many(&host, 3, |host, _| {
        let mut receiver = receiver.clone();
        host.spawn(async move {
            let mut heard = Vec::new();
            while let Ok(message) = receiver.recv().await {
                heard.push(message);
            }
            heard
        })
    });
    drop(receiver);
    for message in 0..MESSAGES {
        sender.send(message).await.unwrap();
    }
    drop(sender);
    for heard in all(receivers).await {
        assert!(heard.into_iter().eq(0..MESSAGES));
    }
}

async fn the_latest(host: Host) {
    let (sender, receiver) = watch::channel(0);
    let watchers = spawn_many(&host, 3, |host, _| {
        let mut receiver = receiver.clone();
        host.spawn(async move {
            let mut before = 0;
            while receiver.changed().await.is_ok() {
                let latest = receiver.borrow_and_update().into_inner();
                assert!(latest > before);
                before = latest;
            }
            before
        })
    });
    for value in 1..=MESSAGES {
        sender.send(value).unwrap();
        yield_now().await;
    }
    drop(sender);
    assert_eq!(all(watchers).await, [MESSAGES; 3]);
}
