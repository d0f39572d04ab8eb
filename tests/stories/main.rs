//! Stories across the whole.

#![cfg(test)]
