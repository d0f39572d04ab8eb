//! `load-county`: takes a county's regions, staff, households, people and rosters from
//! a folder of CSV files, where villages and grids lie from GeoJSON, and publishes its forms,
//! written in Excel or as text: all of them, or none. The files are those of `fixtures/county` (its README gives every column); a row only names rows above it,
//! so each file is read once, from top to bottom.
//!
//! Rows go in by chunks, each one transaction: a loader that was interrupted is simply
//! run again. What is on file under the same id is left as it is, so that a second
//! run never undoes what people have written since. All input is checked here, once:
//! a row that is wrong stops the loader with its file, line and column, and what its
//! chunk had put is undone.

mod forms;
mod outlines;
mod people;
mod places;
mod table;

use crate::{
    accounts::posts::PostsError,
    app::App,
    db::{DbError, Tx},
    regions::RegionError,
    subjects::SubjectError,
};
use std::path::{Path, PathBuf};
use thiserror::Error;

pub use forms::RefusedForm;
use table::Table;

/// Rows of one transaction.
const CHUNK: usize = 500;

/// What to load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The folder of CSV files.
    pub county: PathBuf,
    /// The folder of forms to publish, each in Excel (`.xlsx`) or as text (`.md`, `.csv`).
    pub forms: PathBuf,
    /// One password for every login of staff.csv, as a PHC string: for demonstrations only.
    pub password: Option<String>,
}

/// How much was loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Regions and grids.
    pub regions: usize,
    /// Villages and grids whose outline is known.
    pub outlines: usize,
    /// Accounts.
    pub staff: usize,
    /// Households.
    pub households: usize,
    /// People.
    pub people: usize,
    /// Roster lines.
    pub roster: usize,
    /// Forms.
    pub forms: usize,
}

/// Why the county was not loaded. No cell of a county's table is ever repeated; what is wrong in a form is named.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A file is not there or cannot be read.
    #[error("{file} cannot be read")]
    Unreadable {
        /// Its name.
        file: String,
    },
    /// A cell does not hold what its column should.
    #[error("{file} line {line}: {column} does not hold what it should")]
    Cell {
        /// The file.
        file: &'static str,
        /// Counted from 1, the header included.
        line: u64,
        /// The column's name.
        column: &'static str,
    },
    /// A region was not drawn as it should be.
    #[error("{file} feature {number}: {why}")]
    Outline {
        /// The file.
        file: &'static str,
        /// Which of its features, from 1.
        number: usize,
        /// What is to be mended.
        why: String,
    },
    /// Files that are no forms; none of their folder was published.
    #[error("no form was published\n{}", lines(refused))]
    Forms {
        /// Each, with every reason.
        refused: Vec<RefusedForm>,
    },
    /// A region that does not fit.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// A subject that does not fit.
    #[error(transparent)]
    Subject(#[from] SubjectError),
    /// Posts that do not go together.
    #[error(transparent)]
    Posts(#[from] PostsError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

fn lines(refused: &[RefusedForm]) -> String {
    refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Loads a county and publishes its forms. `progress` hears the name of each file as it begins.
pub async fn load(app: &App, source: &Source, progress: impl Fn(&str)) -> Result<Loaded, LoadError> {
    let folder = &source.county;
    let mut loaded = Loaded::default();
    // Before anything is written.
    let checked = forms::checked(&source.forms)?;
    progress("regions.csv");
    loaded.regions = each(app, Table::open(folder, "regions.csv")?, places::region).await?;
    app.write(|tx| crate::regions::settle(tx).map_err(LoadError::from)).await?;
    for file in outlines::FILES {
        progress(file);
        loaded.outlines += outlines::draw(app, folder, file).await?;
    }
    progress("staff.csv");
    let password = source.password.clone();
    let staff = move |tx: &mut Tx<'_>, row: &table::Row| people::colleague(tx, row, password.as_deref());
    loaded.staff = each(app, Table::open(folder, "staff.csv")?, staff).await?;
    progress("households.csv");
    loaded.households = each(app, Table::open(folder, "households.csv")?, places::household).await?;
    progress("people.csv");
    let (lists, today) = (people::Lists::read(folder)?, app.today());
    let person = move |tx: &mut Tx<'_>, row: &table::Row| people::person(tx, row, &lists, today);
    loaded.people = each(app, Table::open(folder, "people.csv")?, person).await?;
    progress("roster.csv");
    let line = move |tx: &mut Tx<'_>, row: &table::Row| people::roster_line(tx, row, today);
    loaded.roster = each(app, Table::open(folder, "roster.csv")?, line).await?;
    progress("forms");
    loaded.forms = forms::publish(app, checked).await?;
    Ok(loaded)
}

/// Puts every row of a table, chunk by chunk.
async fn each<F>(app: &App, table: Table, put: F) -> Result<usize, LoadError>
where
    F: Fn(&mut Tx<'_>, &table::Row) -> Result<(), LoadError> + Send + Sync + 'static,
{
    let put = std::sync::Arc::new(put);
    let rows = table.rows.len();
    let mut rest = table.rows;
    while !rest.is_empty() {
        let later = rest.split_off(rest.len().min(CHUNK));
        let (chunk, put) = (std::mem::replace(&mut rest, later), std::sync::Arc::clone(&put));
        app.write(move |tx| chunk.iter().try_for_each(|row| put(tx, row))).await?;
    }
    Ok(rows)
}

/// The county's forms published anew, from a folder of Excel workbooks and texts, or not at all. Returns how many.
pub async fn publish_forms(app: &App, folder: &Path) -> Result<usize, LoadError> {
    forms::publish(app, forms::checked(folder)?).await
}

#[cfg(test)]
mod tests;
