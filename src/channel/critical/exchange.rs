//! Two tasks meet and swap values.
