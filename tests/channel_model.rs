//! Random and exhaustive scripts against a sequential model of a bounded channel.
//!
//! A [`Run`](run::Run) executes steps on a channel and tells a [`Model`](model::Model) what came of
//! them. The model does not foretell one schedule; it knows what no schedule may do:
//!
//! * values come out in their order, each once; there are never more than the capacity;
//! * who is first in line for a value, or for room, is awake; who has no claim is not woken;
//! * who was not woken and stands in line takes nothing; who must be served is served;
//! * the front loses to newcomers at most [`LOST_POLLS`](wakeful::wait::LOST_POLLS) times in a row;
//! * after a close, senders get their values back, and receivers what was left, and nobody sleeps on;
//! * each value is in one place: the queue, the future of its sender, or dropped, once.
//!
//! Other channels have a [`Scene`](play::Scene) each: what can be done, next to a model that foretells
//! what comes of it. A [`Play`](play::Play) does it, and sees to it that who can go on is awake, and
//! nobody else is woken; [`scripts`] draws the scripts, and [`endings`] has destructors and clones that
//! panic or call back.
//!
//! [`random`] draws long scripts, [`explorer`] runs every short one; [`drops`] ends channels in every
//! way, with values whose destructors panic or call back. All are shown to fail on a [`toy`] with
//! planted faults.

#![cfg(feature = "std")]

#[path = "channel_model/broadcast.rs"]
mod broadcast;
#[path = "channel_model/channels.rs"]
mod channels;
#[path = "channel_model/drops.rs"]
mod drops;
#[path = "channel_model/endings.rs"]
mod endings;
#[path = "ends/mod.rs"]
mod ends;
#[path = "channel_model/exchange.rs"]
mod exchange;
#[path = "channel_model/explorer.rs"]
mod explorer;
#[path = "channel_model/flavors.rs"]
mod flavors;
#[path = "channel_model/line.rs"]
mod line;
#[path = "channel_model/meeting.rs"]
mod meeting;
#[path = "channel_model/model.rs"]
mod model;
#[path = "channel_model/oneshot.rs"]
mod oneshot;
#[path = "channel_model/oneshot_broadcast.rs"]
mod oneshot_broadcast;
#[path = "channel_model/planted.rs"]
mod planted;
#[path = "channel_model/play.rs"]
mod play;
#[path = "model/probe.rs"]
mod probe;
#[path = "channel_model/queue.rs"]
mod queue;
#[path = "channel_model/random.rs"]
mod random;
#[path = "channel_model/rendezvous.rs"]
mod rendezvous;
#[path = "channel_model/run.rs"]
mod run;
#[path = "channel_model/scripts.rs"]
mod scripts;
#[path = "channel_model/spsc.rs"]
mod spsc;
#[path = "channel_model/toy.rs"]
mod toy;
#[path = "channel_model/waiter.rs"]
mod waiter;
#[path = "channel_model/watch.rs"]
mod watch;
