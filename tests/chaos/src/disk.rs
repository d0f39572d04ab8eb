//! The layer `disk`: power cuts, full disks, bad reads and lies under the phone's store and the server's.

pub(crate) mod case;
pub(crate) mod county;
mod oracle;
pub(crate) mod phone;
pub(crate) mod server;
mod step;
#[cfg(test)]
mod tests;
mod told;
