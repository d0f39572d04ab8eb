//! Writes the invented county: `doorstep-county DIR [SEED]`.

use std::{error::Error, fs, path::Path, process::ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let written = match arguments.as_slice() {
        [dir] if !dir.starts_with('-') => write(Path::new(dir), doorstep_county::SEED),
        [dir, seed] if !dir.starts_with('-') => {
            seed.parse().map_err(Into::into).and_then(|seed| write(Path::new(dir), seed))
        }
        _ => Err("usage: doorstep-county DIR [SEED]\nwrites the invented county into DIR".into()),
    };
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn write(dir: &Path, seed: u64) -> Result<(), Box<dyn Error>> {
    let county = doorstep_county::generate(seed)?;
    fs::create_dir_all(dir)?;
    for (name, content) in doorstep_county::files(&county)? {
        fs::write(dir.join(name), content)?;
    }
    println!("{} households and {} people written", county.households.len(), county.people.len());
    Ok(())
}
