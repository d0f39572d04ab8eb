//! villages.geojson and grids.geojson: where regions lie. A county without them is loaded all the same.
//! They are drawn anew at each run: nobody edits an outline here, so the files are always the newest.

use super::{CHUNK, LoadError};
use crate::{app::App, regions};
use doorstep_domain::{id::RegionId, map::Outline};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::{fs, io, path::Path};

/// The files, the larger regions first.
pub(super) const FILES: [&str; 2] = ["villages.geojson", "grids.geojson"];

/// A GeoJSON feature collection (RFC 7946) whose features have a region's id.
#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    id: RegionId,
    geometry: Box<RawValue>,
}

/// Draws the outlines of a file. Returns how many.
pub(super) async fn draw(app: &App, folder: &Path, file: &'static str) -> Result<usize, LoadError> {
    let unreadable = || LoadError::Unreadable { file: file.to_owned() };
    let text = match fs::read(folder.join(file)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(_) => return Err(unreadable()),
    };
    let collection: Collection = serde_json::from_slice(&text).map_err(|_| unreadable())?;
    let mut outlines: Vec<(RegionId, Outline)> = Vec::with_capacity(collection.features.len());
    for (number, feature) in (1..).zip(collection.features) {
        let outline = serde_json::from_str(feature.geometry.get());
        let outline = outline.map_err(|why| LoadError::Outline { file, number, why: why.to_string() })?;
        outlines.push((feature.id, outline));
    }
    let drawn = outlines.len();
    while !outlines.is_empty() {
        let rest = outlines.split_off(outlines.len().min(CHUNK));
        let chunk = std::mem::replace(&mut outlines, rest);
        app.write(move |tx| {
            chunk.iter().try_for_each(|(region, outline)| regions::draw(tx, *region, outline))?;
            Ok::<_, LoadError>(())
        })
        .await?;
    }
    Ok(drawn)
}
