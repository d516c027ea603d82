//! Those who wait on one side, in order.

use std::task::Poll;

use wakeful::wait::LOST_POLLS;

/// What is wrong, in words.
pub(crate) type Fault = String;

#[derive(Clone, Debug)]
struct Place {
    id: usize,
    woken: bool,
    /// How often it was woken at the front, and found nothing.
    lost: u8,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    places: Vec<Place>,
    /// Whether one who is polled without an offer may be as quick as a newcomer.
    barges: bool,
}

impl Line {
    pub(crate) fn barging() -> Self {
        Self { places: Vec::new(), barges: true }
    }

    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether newcomers are refused, because the front was overtaken too often.
    pub(crate) fn is_strict(&self) -> bool {
        self.places.first().is_some_and(|front| front.lost >= LOST_POLLS)
    }

    /// Whether a newcomer may be told that there is nothing, when there is something for so many.
    pub(crate) fn may_refuse(&self, for_many: usize) -> bool {
        for_many <= self.len() || self.is_strict()
    }

    /// A poll of `id`, when there was something for so many. `Ready` means that it takes one.
    pub(crate) fn poll(
        &mut self,
        id: usize,
        result: Poll<()>,
        for_many: usize,
    ) -> Result<(), Fault> {
        let at = self.places.iter().position(|place| place.id == id);
        if result.is_ready() {
            let Some(at) = at else { return Ok(()) };
            let may_take = self.places.remove(at).woken || self.barges;
            return if may_take { Ok(()) } else { Err(format!("{id} takes without an offer")) };
        }
        let ahead = at.unwrap_or(self.len());
        let may_be_refused = at.is_none() && self.is_strict();
        if for_many > ahead && !may_be_refused {
            return Err(format!("{id} is pending, and should be served"));
        }
        match at {
            None => self.places.push(Place { id, woken: false, lost: 0 }),
            Some(at) => {
                let place = &mut self.places[at];
                place.lost += u8::from(at == 0 && place.woken);
                place.woken = false;
                if place.lost > LOST_POLLS {
                    return Err(format!("{id} is overtaken for ever"));
                }
            }
        }
        Ok(())
    }

    /// It leaves, served or not.
    pub(crate) fn leave(&mut self, id: usize) {
        self.places.retain(|place| place.id != id);
    }

    /// After a step that woke these: there is something for so many, or all may go.
    pub(crate) fn settle(
        &mut self,
        woken: &[usize],
        for_many: usize,
        all: All,
    ) -> Result<(), Fault> {
        for (at, place) in self.places.iter_mut().enumerate() {
            let now = woken.contains(&place.id);
            place.woken |= now;
            let entitled = at < for_many;
            if now && !entitled && all == All::Stay {
                return Err(format!("{} was woken, and cannot be served", place.id));
            }
            if !place.woken && (entitled || all == All::Go) {
                return Err(format!("{} could go on, and is left asleep", place.id));
            }
        }
        Ok(())
    }
}

/// What a close means for a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum All {
    /// It is open.
    Stay,
    /// They will go when the rest is drained; they may be told before.
    WillGo,
    Go,
}
