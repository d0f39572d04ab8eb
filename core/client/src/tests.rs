//! A working day on one phone, without a network: the county's part is played by
//! documents put straight into the store.

mod day;
mod stage;
