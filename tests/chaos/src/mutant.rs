//! The faults that can be put in on purpose, by name.

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutant {
    /// The disk's own, in every build: no sync is one.
    LyingSync,
    /// A fault of the store, compiled in by the feature `mutants`.
    #[cfg(feature = "mutants")]
    Store(doorstep_store::mutant::Mutant),
}

/// Why a name is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unknown {
    #[error("this build has no mutants; build it with the feature `mutants`")]
    #[cfg(not(feature = "mutants"))]
    NotCompiled,
    #[error("there is no mutant {0}; there are {names}", names = NAMES.join(", "))]
    Name(String),
}

const NAMES: [&str; 3] = ["lying-sync", "sync-normal", "split-transaction"];

impl Mutant {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::LyingSync => "lying-sync",
            #[cfg(feature = "mutants")]
            Self::Store(doorstep_store::mutant::Mutant::SyncNormal) => "sync-normal",
            #[cfg(feature = "mutants")]
            Self::Store(doorstep_store::mutant::Mutant::SplitTransaction) => "split-transaction",
        }
    }

    /// Puts it in, for the whole process.
    pub(crate) fn choose(mutant: Option<Self>) {
        #[cfg(feature = "mutants")]
        doorstep_store::mutant::choose(match mutant {
            Some(Self::Store(mutant)) => Some(mutant),
            _ => None,
        });
        #[cfg(not(feature = "mutants"))]
        let _ = mutant;
    }
}

impl std::str::FromStr for Mutant {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Self, Unknown> {
        match name {
            "lying-sync" => Ok(Self::LyingSync),
            #[cfg(feature = "mutants")]
            "sync-normal" => Ok(Self::Store(doorstep_store::mutant::Mutant::SyncNormal)),
            #[cfg(feature = "mutants")]
            "split-transaction" => Ok(Self::Store(doorstep_store::mutant::Mutant::SplitTransaction)),
            #[cfg(not(feature = "mutants"))]
            name if NAMES.contains(&name) => Err(Unknown::NotCompiled),
            name => Err(Unknown::Name(name.to_owned())),
        }
    }
}
