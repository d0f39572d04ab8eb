//! Forms in Excel and as text, from a folder to the feed.

use super::{App, DbError, Path, PathBuf, apps, count, fixtures, publish_forms};
use crate::{audience::Audience, feed};
use doorstep_forms::{Form, Format};
use doorstep_protocol::changes::{DocumentKind, FormDocument};
use rust_xlsxwriter::Workbook;
use std::fs;

const PUBLISHED: &str = "SELECT COUNT(*) FROM document WHERE kind = 'form'";

/// A folder of forms with a copy of each of these fixtures.
fn folder(inside: &tempfile::TempDir, copied: &[&str]) -> PathBuf {
    let folder = inside.path().join("forms");
    fs::create_dir(&folder).unwrap();
    for file in copied {
        let from = fixtures("forms").join(file);
        fs::copy(&from, folder.join(from.file_name().unwrap())).unwrap();
    }
    folder
}

/// A workbook with a sheet `survey` of these rows, and settings.
fn workbook(to: &Path, survey: &[[&str; 3]]) {
    let mut workbook = Workbook::new();
    for (name, rows) in
        [("survey", survey), ("settings", &[["form_id", "version", "form_title"], ["made", "1", "Made"]])]
    {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        for (row, cells) in (0..).zip(rows) {
            sheet.write_row(row, 0, cells.iter().copied()).unwrap();
        }
    }
    workbook.save(to).unwrap();
}

/// The text that phones get.
async fn text(app: &App, key: &'static str) -> String {
    let held = app.db.read::<_, DbError>(move |tx| feed::held(tx, DocumentKind::Form, key, Audience::County));
    serde_json::from_str::<FormDocument>(&held.await.unwrap().unwrap()).unwrap().text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_in_excel_and_one_in_text_are_published_whole() {
    for (engine, app, inside) in apps().await {
        let folder =
            folder(&inside, &["README.md", "census.md", "features/excel.xlsx", "features/villages.csv"]);
        assert_eq!(
            publish_forms(&app, &folder).await.unwrap(),
            2,
            "{engine}: a README and a table are no forms"
        );
        assert_eq!(count(&app, PUBLISHED).await, 2, "{engine}");
        let published = text(&app, "excel/2026110101").await;
        let form = Form::import(&published, Format::of(&published)).unwrap();
        assert_eq!((form.id().0.as_str(), form.title("en")), ("excel", "An Excel form"));
        assert!(form.field("village").is_some());
        let bytes = fs::read(folder.join("excel.xlsx")).unwrap();
        assert_eq!(published, doorstep_excel::to_text(&bytes).unwrap(), "{engine}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_workbook_keeps_its_whole_folder_back_and_every_reason_is_said() {
    for (engine, app, inside) in apps().await {
        let folder = folder(&inside, &["census.md"]);
        let head = ["type", "name", "label"];
        workbook(
            &folder.join("broken.xlsx"),
            &[head, ["text", "a", "A"], ["geoshape", "b", "B"], ["text", "c", ""]],
        );
        fs::write(folder.join("damaged.xlsx"), "PK").unwrap();
        fs::write(folder.join("old.xls"), "").unwrap();
        workbook(&folder.join("one.xlsx"), &[head, ["text", "a", "A"]]);
        workbook(&folder.join("other.xlsx"), &[head, ["text", "a", "A"]]);
        let error = publish_forms(&app, &folder).await.unwrap_err().to_string();
        let expected = "no form was published\n\
            broken.xlsx: refused\n  \
              survey row 3 column type: unsupported_type (geoshape)\n  \
              survey row 4 column label: missing_label\n\
            damaged.xlsx: refused\n  the file is not an .xlsx workbook, or it is damaged\n\
            old.xls: refused\n  save it as .xlsx, .csv or .md\n\
            other.xlsx: refused\n  made version 1 is in one.xlsx, too";
        assert_eq!(error, expected, "{engine}");
        assert_eq!(count(&app, PUBLISHED).await, 0, "{engine}: nor was the one that is whole");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_published_does_not_change_under_its_version() {
    for (engine, app, inside) in apps().await {
        let folder = folder(&inside, &["census.md", "consent.md"]);
        for _ in 0..2 {
            assert_eq!(
                publish_forms(&app, &folder).await.unwrap(),
                2,
                "{engine}: the same again is no change"
            );
        }
        let census = folder.join("census.md");
        let before = fs::read_to_string(&census).unwrap();
        fs::write(&census, before.replace("空巢老年人", "空巢老人")).unwrap();
        fs::remove_file(folder.join("consent.md")).unwrap();
        let error = publish_forms(&app, &folder).await.unwrap_err().to_string();
        assert!(error.contains("give it a new version"), "{engine}: {error}");
        assert_eq!(text(&app, "census/2026110102").await, before, "{engine}");
    }
}
