//! Small sets of small numbers.

/// Of numbers below 8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Few(u8);

impl Few {
    pub(crate) fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    pub(crate) fn has(self, k: usize) -> bool {
        self.0 >> k & 1 == 1
    }

    pub(crate) fn with(self, k: usize) -> Self {
        Self(self.0 | 1 << k)
    }

    pub(crate) fn first(self) -> Option<usize> {
        self.iter().next()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..8).filter(move |&k| self.has(k))
    }
}

impl FromIterator<usize> for Few {
    fn from_iter<I: IntoIterator<Item = usize>>(numbers: I) -> Self {
        numbers.into_iter().fold(Self::default(), Self::with)
    }
}
