//! A working day on one phone: without a network, the county's part played by documents
//! put straight into the store; and over the wire, by a county in memory.

mod day;
mod photograph;
mod stage;
mod unusual;
mod wire;
