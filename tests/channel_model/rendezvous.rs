//! Without room: sender and receiver meet.

use wakeful::lock::{LocalLock, StdLock};

use crate::channels;
use crate::ends::{Rendezvous, Subject};
use crate::meeting::Meeting;
use crate::model::Modelled;

impl<L> Modelled for Rendezvous<L>
where
    Self: Subject,
{
    type Model = Meeting;
}

#[test]
fn rendezvous_follows_its_model() {
    channels::follows_its_model::<Rendezvous<StdLock>>();
    channels::follows_its_model::<Rendezvous<LocalLock>>();
}

#[test]
fn rendezvous_loses_nothing_in_any_short_script() {
    channels::loses_nothing::<Rendezvous<LocalLock>>();
}
