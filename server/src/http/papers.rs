//! A visit as the official sheet.

use super::{
    Failure, Front, Routes,
    body::{Id, Params},
    guard::By,
};
use crate::{
    audit::Trail,
    papers::{self, PaperError},
    permissions as table,
};
use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
};
use doorstep_domain::id::RecordId;
use http::{HeaderValue, header};
use serde::Deserialize;
use std::sync::Arc;

/// Media type of a sheet.
pub(crate) const PDF: &str = "application/pdf";

pub(super) fn mount(routes: Routes) -> Routes {
    routes.at(&table::PAPER, paper)
}

#[derive(Clone, Copy, Default, Deserialize)]
enum Language {
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    #[serde(rename = "en")]
    English,
}

#[derive(Deserialize)]
struct PaperParams {
    #[serde(default)]
    language: Language,
}

async fn paper(
    State(front): State<Front>,
    by: By,
    Id(record): Id<RecordId>,
    Params(params): Params<PaperParams>,
) -> Result<Response, Failure> {
    let language = match params.language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let (keyring, forms) = (Arc::clone(&front.app.keyring), Arc::clone(&front.app.forms));
    let drafted = by.act::<_, PaperError>(&front, Trail::about(&record), move |tx, session, _| {
        papers::gather(tx, (&keyring, &forms), session, record, language)
    });
    let pdf = papers::print(&front.app, drafted.await?).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(PDF)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"visit.pdf\"")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, pdf).into_response())
}

impl From<PaperError> for Failure {
    fn from(error: PaperError) -> Self {
        match error {
            PaperError::Review(error) => error.into(),
            PaperError::Db(error) => error.into(),
            PaperError::Erased => Self::conflict("erased", "the visit was erased: there is nothing to print"),
            PaperError::NoForm => Self::conflict("no_form", "the form that asked is not published here"),
            PaperError::Paper(_) => {
                Self::conflict("not_printable", "the answers do not fit the form on paper")
            }
            error @ (PaperError::Media(_) | PaperError::Vault(_) | PaperError::Thread) => {
                Self::internal(&error)
            }
        }
    }
}
