//! How often each word occurs: in one file, and in all.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use wakeful::sync::RwLock;

use crate::allocations::Waits;

/// In letters.
const SHORTEST: usize = 3;

/// The words of one file. A word is a run of letters, in lower case.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    counts: HashMap<String, u64>,
    word: String,
}

impl Tally {
    /// Counts the words of `text`. What is not UTF-8 separates words.
    pub(crate) fn count(&mut self, text: &[u8]) {
        for chunk in text.utf8_chunks() {
            for word in chunk.valid().split(|letter: char| !letter.is_alphabetic()) {
                self.add(word);
            }
        }
    }

    fn add(&mut self, word: &str) {
        if word.chars().nth(SHORTEST - 1).is_none() {
            return;
        }
        self.word.clear();
        if word.is_ascii() {
            self.word.push_str(word);
            self.word.make_ascii_lowercase();
        } else {
            self.word.extend(word.chars().flat_map(char::to_lowercase));
        }
        match self.counts.get_mut(&self.word) {
            Some(count) => *count += 1,
            None => {
                self.counts.insert(self.word.clone(), 1);
            }
        }
    }

    pub(crate) fn clear(&mut self) {
        self.counts.clear();
    }
}

/// The words of all files.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// Who adds to a word that is known only reads the table.
    counts: RwLock<HashMap<String, AtomicU64>>,
}

impl Words {
    /// Adds what one file has, and empties the tally.
    pub(crate) async fn add(&self, tally: &mut Tally, waits: &Waits) {
        let known = waits.of(self.counts.read()).await;
        tally.counts.retain(|word, count| match known.get(word) {
            Some(sum) => {
                sum.fetch_add(*count, Ordering::Relaxed);
                false
            }
            None => true,
        });
        drop(known);
        if tally.counts.is_empty() {
            return;
        }
        let mut counts = waits.of(self.counts.write()).await;
        for (word, count) in tally.counts.drain() {
            // Another may have been faster.
            *counts.entry(word).or_default().get_mut() += count;
        }
    }

    /// How many different ones there are. Who asks is not measured.
    pub(crate) async fn len(&self) -> usize {
        self.counts.read().await.len()
    }

    /// Each with its count, the most frequent first.
    pub(crate) fn into_sorted(self) -> Vec<(String, u64)> {
        let counts = self.counts.into_inner().into_iter();
        let mut sorted: Vec<_> = counts.map(|(word, count)| (word, count.into_inner())).collect();
        sorted.sort_unstable_by(|(a, m), (b, n)| n.cmp(m).then_with(|| a.cmp(b)));
        sorted
    }
}

#[cfg(test)]
mod tests {
    use wakeful::executor::block_on;

    use super::*;

    fn count(texts: &[&[u8]]) -> Vec<(String, u64)> {
        let (words, waits) = (Words::default(), Waits::default());
        for text in texts {
            let mut tally = Tally::default();
            tally.count(text);
            block_on(words.add(&mut tally, &waits));
        }
        words.into_sorted()
    }

    fn owned<const N: usize>(words: [(&str, u64); N]) -> Vec<(String, u64)> {
        words.map(|(word, count)| (word.to_owned(), count)).into()
    }

    #[test]
    fn words_are_runs_of_letters_in_lower_case() {
        let words = count(&[b"The cat, the Cat2the: it IS at_the end"]);
        assert_eq!(words, owned([("the", 4), ("cat", 2), ("end", 1)]));
    }

    #[test]
    fn letters_of_any_script_count() {
        let words = count(&["ÄRGER, ärger: λόγος, для".as_bytes()]);
        assert_eq!(words, owned([("ärger", 2), ("λόγος", 1), ("для", 1)]));
    }

    #[test]
    fn what_is_not_utf8_separates_words() {
        assert_eq!(count(&[b"one\xfftwo"]), owned([("one", 1), ("two", 1)]));
    }

    #[test]
    fn files_add_up() {
        let words = count(&[b"one two two", b"two three", b"three"]);
        assert_eq!(words, owned([("two", 3), ("three", 2), ("one", 1)]));
    }
}
