//! Programs around descriptors: what each of them does is a module here, and a short `main` in `examples/`
//! runs it.
//!
//! | module | is about |
//! |---|---|

