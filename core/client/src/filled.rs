//! What the core reads of a filled form by name ([`BoundQuestion`]), as the types that have it.

use crate::error::ClientError;
use doorstep_domain::visit::{BoundQuestion, HouseholdSignature};
use doorstep_forms::Answers;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// Reads bound questions.
pub(crate) struct Bound<'a> {
    pub(crate) answers: &'a Answers,
}

impl Bound<'_> {
    pub(crate) fn text(&self, question: BoundQuestion) -> Option<String> {
        self.answers.get(question.name())?.as_str().map(str::to_owned)
    }

    /// One code (or date) as the type that has it. A code that the type does not know is the form's fault, and said.
    pub(crate) fn code<T: DeserializeOwned>(
        &self,
        question: BoundQuestion,
    ) -> Result<Option<T>, ClientError> {
        let name = question.name();
        self.answers.get(name).map(|value| read(name, value.clone())).transpose()
    }

    /// Codes of a `select_multiple`, or of a calculation that writes them with spaces between.
    pub(crate) fn codes<T: DeserializeOwned>(&self, question: BoundQuestion) -> Result<Vec<T>, ClientError> {
        let name = question.name();
        let codes = match self.answers.get(name) {
            None => Vec::new(),
            Some(Json::String(codes)) => {
                codes.split_whitespace().map(|code| Json::String(code.to_owned())).collect()
            }
            Some(Json::Array(codes)) => codes.clone(),
            Some(_) => return Err(ClientError::invalid(name, "not_codes")),
        };
        codes.into_iter().map(|code| read(name, code)).collect()
    }

    pub(crate) fn signature(&self) -> Option<HouseholdSignature> {
        let signed =
            self.text(BoundQuestion::HouseholdSignature).map(|media| HouseholdSignature::Signed { media });
        signed.or_else(|| {
            self.text(BoundQuestion::SignatureRefusedReason)
                .map(|reason| HouseholdSignature::Refused { reason })
        })
    }
}

fn read<T: DeserializeOwned>(name: &str, value: Json) -> Result<T, ClientError> {
    serde_json::from_value(value).map_err(|_| ClientError::invalid(name, "unknown_code"))
}
