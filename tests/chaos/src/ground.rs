//! What the layers stand on where the real ground would be too slow or too kind: a disk
//! in memory, under SQLite by a VFS and under the sealed journal by the store's own port.

pub(crate) mod disk;
pub(crate) mod files;
pub(crate) mod town;
pub(crate) mod vfs;
