//! Training in a year: minutes of each worker, and how many are still owed.

use crate::{
    accounts::{REVIEWING_POSTS, names},
    corrections::COUNTS,
    db::{DbError, Tx},
};
use doorstep_domain::{
    id::AccountId,
    sheet::{SheetTag, training_wanting},
};

/// One worker's year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trained {
    /// Whose.
    pub account: AccountId,
    /// Minutes held in the year; a sheet that was corrected counts as corrected.
    pub minutes: u32,
    /// Minutes still owed.
    pub wanting: u32,
}

/// Everybody who handed in a training of the year within the reader's posts, the most wanting first.
pub fn of_year(tx: &mut Tx<'_>, reader: AccountId, year: i32) -> Result<Vec<Trained>, DbError> {
    let sql = format!(
        "SELECT author, CAST(SUM(minutes) AS BIGINT) AS held FROM visit
         WHERE kind = $2 AND day >= $3 AND day <= $4 AND minutes IS NOT NULL
           AND {COUNTS}
           AND EXISTS (
             SELECT 1 FROM post JOIN region_inside ON region_inside.outer_region = post.region
             WHERE post.account = $1 AND post.post IN ({}) AND region_inside.region = visit.region)
         GROUP BY author ORDER BY held, author",
        names(&REVIEWING_POSTS)
    );
    let (first, last) = (format!("{year:04}-01-01"), format!("{year:04}-12-31"));
    let kind = SheetTag::Training.as_str();
    tx.map(&sql, &[reader.into(), kind.into(), first.into(), last.into()], |row| {
        let minutes = u32::try_from(row.get::<i64>(1)?).unwrap_or(u32::MAX);
        Ok(Trained { account: row.get(0)?, minutes, wanting: training_wanting(minutes) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{
        phone::Phone,
        world::{CHEN, WANG, World, ZHAO, day, worlds},
    };
    use chrono::DateTime;
    use doorstep_domain::{
        id::RecordId,
        record::Record,
        sheet::Sheet,
        visit::{FormRef, Trail},
    };
    use serde_json::json;
    use uuid::Uuid;

    fn training(held_on: &str, minutes: u32, corrects: Option<RecordId>) -> Record {
        Record::Sheet(Box::new(Sheet {
            subject: None,
            kind: SheetTag::Training,
            began: DateTime::UNIX_EPOCH,
            ended: DateTime::UNIX_EPOCH,
            day: day("2026-11-21"),
            place: None,
            red_lines: Vec::new(),
            evidence: Vec::new(),
            form: FormRef { id: "training".to_owned(), version: "1".to_owned() },
            answers: json!({ "held_on": held_on, "minutes": minutes }),
            trail: Trail::default(),
            corrects,
        }))
    }

    async fn trained(world: &World, reader: AccountId, year: i32) -> Vec<Trained> {
        world.write(move |tx| of_year(tx, reader, year)).await
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn sixty_hours_are_counted_by_the_year_in_which_they_were_held_and_a_correction_once() {
        for world in worlds().await {
            let (mut wang, mut zhao) = (Phone::enrol(&world, WANG).await, Phone::enrol(&world, ZHAO).await);
            wang.report(&world, &training("2026-03-05", 90, None)).await;
            let (wrong, _) = wang.report(&world, &training("2026-05-07", 900, None)).await;
            let (first, second) = (RecordId(Uuid::from_u128(1)), RecordId(Uuid::from_u128(2)));
            wang.report_as(&world, second, &training("2026-05-07", 90, Some(wrong))).await;
            wang.report_as(&world, first, &training("2026-05-07", 600, Some(wrong))).await;
            wang.report(&world, &training("2025-12-31", 480, None)).await;
            zhao.report(&world, &training("2026-01-01", 60, None)).await;
            let year = |account, minutes| Trained { account, minutes, wanting: 3600 - minutes };
            assert_eq!(
                trained(&world, CHEN, 2026).await,
                [year(ZHAO, 60), year(WANG, 180)],
                "{}",
                world.engine
            );
            assert_eq!(trained(&world, CHEN, 2025).await, [year(WANG, 480)]);
            assert_eq!(trained(&world, WANG, 2026).await, [], "whoever reviews nobody sees nobody's");
        }
    }
}
