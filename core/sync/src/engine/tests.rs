//! The engine's promises: row by row, and under a seeded scheduler.

mod county;
mod drain;
mod files;
mod media;
mod phone;
mod table;
mod world;
