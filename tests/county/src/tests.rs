//! What the county and its files promise.

mod fixture;
mod ground;
mod people;

use crate::{County, SEED, generate};
use std::sync::LazyLock;

static COUNTY: LazyLock<County> = LazyLock::new(|| generate(SEED).unwrap());
