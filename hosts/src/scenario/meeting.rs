//! Channels where two meet.

use super::flavor::channel::{exchange, rendezvous};
use super::flavor::{Host, Owner};
use super::{Step, all, spawn_many};

pub(super) const STEPS: &[Step] = &[
    Step(&["rendezvous"], |host| Box::pin(from_hand_to_hand(host))),
    Step(&["exchange"], |host| Box::pin(swapped(host))),
];

const MESSAGES: u32 = 40;

async fn from_hand_to_hand(host: Host) {
    let (sender, receiver) = rendezvous::channel();
    let senders = spawn_many(&host, 2, |host, _| {
        let sender = sender.clone();
        host.spawn(async move {
            for message in 0..MESSAGES {
                sender.send(Box::new(message)).await.unwrap();
            }
        })
    });
    drop(sender);
    let receivers = spawn_many(&host, 2, |host, _| {
        let receiver = receiver.clone();
        host.spawn(async move {
            let mut sum = 0;
            while let Ok(message) = receiver.recv().await {
                sum += *message;
            }
            sum
        })
    });
    assert_eq!(all(receivers).await.iter().sum::<u32>(), MESSAGES * (MESSAGES - 1));
    all(senders).await;
}

async fn swapped(host: Host) {
    let table = Owner::new(exchange::Exchange::new());
    for round in 0..10 {
        let tasks = spawn_many(&host, 2, |host, number| {
            let table = table.clone();
            host.spawn(async move { table.exchange((number, round)).await })
        });
        assert_eq!(all(tasks).await, [(1, round), (0, round)]);
    }
}
