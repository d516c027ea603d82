//! Longer texts, each from nothing to a program that works.

pub mod microcontroller;
