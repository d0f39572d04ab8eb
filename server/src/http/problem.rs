//! Failures as they are answered: RFC 9457, a stable code, no personal data.

use crate::{
    accounts::{posts::PostsError, sign_in::SignInError},
    cases::CaseError,
    certificates::CertificateError,
    changes::ChangesError,
    db::DbError,
    devices::DeviceError,
    enrolment::EnrolmentError,
    erasure::ErasureError,
    ingest::IngestError,
    recovery::RecoveryError,
    reviews::ReviewError,
    tokens::TokenError,
};
use axum::response::{IntoResponse, Response};
use doorstep_protocol::{
    credential::BadCertificate,
    problem::{CODE_HEADER, MEDIA_TYPE, Problem},
};
use http::{HeaderValue, StatusCode, header};

/// A request that failed as a whole.
#[derive(Debug)]
pub struct Failure {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    field: Option<&'static str>,
    retry_after_seconds: Option<u64>,
}

impl Failure {
    /// A failure with its code; the title is for developers.
    pub(super) const fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        Self { status, code, title, field: None, retry_after_seconds: None }
    }

    /// The request cannot be read.
    pub(super) const fn bad(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, title)
    }

    /// The request can be read and not be done.
    pub(super) const fn unfit(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, title)
    }

    /// Not for this asker.
    pub(super) const fn forbidden(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, title)
    }

    /// Nothing here that the asker may know of.
    pub(super) const fn not_found(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, title)
    }

    /// Something stands in the way.
    pub(super) const fn conflict(code: &'static str, title: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code, title)
    }

    /// Our fault; the cause goes to the log, not to the asker.
    pub(super) fn internal(cause: &dyn std::error::Error) -> Self {
        let source = cause.source().map(ToString::to_string);
        tracing::error!(cause = %cause, source, "a request failed");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the server failed")
    }

    pub(super) const fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    pub(super) const fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let problem = Problem {
            kind: format!("urn:doorstep:problem:{}", self.code),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            field: self.field.map(str::to_owned),
        };
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        // An answer to HEAD has no body to say it in.
        headers.insert(CODE_HEADER, HeaderValue::from_static(self.code));
        if let Some(seconds) = self.retry_after_seconds {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

pub(super) async fn no_such_route() -> Failure {
    Failure::not_found("no_such_route", "there is nothing here")
}

pub(super) async fn no_such_method() -> Failure {
    Failure::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", "the route takes another method")
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Conflict => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "the database is busy").retry_after(1)
            }
            DbError::Pool(_) => {
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "the database cannot be reached")
                    .retry_after(5)
            }
            DbError::Full => {
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage_full", "the server's disk is full")
                    .retry_after(60)
            }
            other => Self::internal(&other),
        }
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        let unauthorised = |code, title| Self::new(StatusCode::UNAUTHORIZED, code, title);
        match error {
            TokenError::Unknown => unauthorised("token_expired", "the token is not known or has expired"),
            TokenError::BadProof => unauthorised("bad_proof", "the signature is not the device's"),
            TokenError::Ended => unauthorised("session_ended", "a refresh token was used twice"),
            TokenError::DeviceRetired => Self::forbidden("device_retired", "the phone was retired"),
            TokenError::DeviceCompromised => {
                Self::forbidden("device_compromised", "the phone was compromised")
            }
            TokenError::AccountInactive => Self::forbidden("account_inactive", "the account is not active"),
            TokenError::Db(error) => error.into(),
            error @ TokenError::NoRandomness(_) => Self::internal(&error),
        }
    }
}

impl From<EnrolmentError> for Failure {
    fn from(error: EnrolmentError) -> Self {
        match error {
            EnrolmentError::BadCode => Self::forbidden("bad_code", "the code is unknown, expired or used"),
            EnrolmentError::BadProof => {
                Self::unfit("bad_proof", "the proof is not by the key shown").field("proof")
            }
            EnrolmentError::Label => Self::unfit("too_long", "the label is too long").field("label"),
            EnrolmentError::AccountInactive => {
                Self::forbidden("account_inactive", "the account is not active")
            }
            EnrolmentError::Token(error) => error.into(),
            EnrolmentError::Db(error) => error.into(),
            error @ EnrolmentError::NoRandomness(_) => Self::internal(&error),
        }
    }
}

impl From<SignInError> for Failure {
    fn from(error: SignInError) -> Self {
        match error {
            SignInError::Wrong => {
                Self::new(StatusCode::UNAUTHORIZED, "wrong_password", "the login or the password is wrong")
            }
            SignInError::TooMany { retry_after_seconds } => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_tries", "too many tries")
                    .retry_after(retry_after_seconds)
            }
            SignInError::Inactive => Self::forbidden("account_inactive", "the account is not active"),
            SignInError::Token(error) => error.into(),
            SignInError::Db(error) => error.into(),
            error @ SignInError::Password(_) => Self::internal(&error),
        }
    }
}

impl From<PostsError> for Failure {
    fn from(error: PostsError) -> Self {
        match error {
            PostsError::NoSuchAccount => Self::not_found("no_such_account", "there is no such account"),
            PostsError::NoSuchRegion => {
                Self::unfit("no_such_region", "there is no such region").field("region")
            }
            PostsError::NotTogether => {
                Self::unfit("posts_not_together", "these posts may not be held by one person").field("posts")
            }
            PostsError::Db(error) => error.into(),
        }
    }
}

impl From<DeviceError> for Failure {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::NoSuchDevice => Self::not_found("no_such_device", "there is no such phone"),
            DeviceError::Db(error) => error.into(),
        }
    }
}

impl From<CertificateError> for Failure {
    fn from(error: CertificateError) -> Self {
        match error {
            CertificateError::NoAuthority => {
                Self::conflict("no_authority", "nobody was named who issues certificates")
            }
            CertificateError::NoSuchDevice => Self::not_found("no_such_device", "there is no such phone"),
            CertificateError::Bad(bad) => match bad {
                BadCertificate::Unreadable => {
                    Self::unfit("certificate_unreadable", "a certificate cannot be read")
                }
                BadCertificate::NotIssued => {
                    Self::unfit("certificate_not_issued", "a certificate was not issued by the one above it")
                }
                BadCertificate::WrongUse => {
                    Self::unfit("certificate_wrong_use", "a certificate may not do what it is used for")
                }
                BadCertificate::Foreign => {
                    Self::unfit("certificate_foreign", "a certificate is for another phone or another key")
                }
                BadCertificate::OutOfTime => {
                    Self::unfit("certificate_out_of_time", "a certificate does not count today")
                }
            },
            CertificateError::Db(error) => error.into(),
        }
    }
}

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::NoSuchVisit => Self::not_found("no_such_visit", "there is no such visit"),
            ReviewError::TookPart => Self::forbidden("took_part", "nobody reviews a visit they took part in"),
            ReviewError::NoSuchStep(_) => Self::conflict("no_such_step", "the review takes no such step now"),
            ReviewError::Items => Self::unfit("bad_items", "a return names what to mend").field("items"),
            ReviewError::Deadline => {
                Self::unfit("past_deadline", "the deadline lies in the past").field("deadline")
            }
            ReviewError::Db(error) => error.into(),
            error @ ReviewError::Vault(_) => Self::internal(&error),
        }
    }
}

impl From<IngestError> for Failure {
    fn from(error: IngestError) -> Self {
        match error {
            IngestError::TooMany => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_many_envelopes",
                "the batch has too many envelopes",
            ),
            IngestError::NotNext => {
                Self::new(StatusCode::PRECONDITION_FAILED, "not_next", "what the batch follows is not here")
            }
            IngestError::UnknownDevice => TokenError::Unknown.into(),
            IngestError::Db(error) => error.into(),
            error @ (IngestError::Vault(_) | IngestError::Sign) => Self::internal(&error),
        }
    }
}

impl From<ChangesError> for Failure {
    fn from(error: ChangesError) -> Self {
        match error {
            ChangesError::UnknownDevice => TokenError::Unknown.into(),
            ChangesError::Db(error) => error.into(),
            error @ ChangesError::Sign => Self::internal(&error),
        }
    }
}

impl From<RecoveryError> for Failure {
    fn from(error: RecoveryError) -> Self {
        match error {
            RecoveryError::BadSignature => {
                Self::new(StatusCode::UNAUTHORIZED, "bad_signature", "the signature is not that phone's")
            }
            RecoveryError::TooLarge => {
                Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the journal is too large")
            }
            RecoveryError::Journal(_) => Self::unfit("not_a_journal", "the body is no journal"),
            RecoveryError::Quota => {
                Self::new(StatusCode::TOO_MANY_REQUESTS, "enough_for_today", "enough journals for one day")
                    .retry_after(24 * 60 * 60)
            }
            RecoveryError::Unknown => Self::not_found("no_such_journal", "there is no such journal"),
            RecoveryError::Db(error) => error.into(),
            RecoveryError::Ingest(error) => error.into(),
            error @ RecoveryError::Sign => Self::internal(&error),
        }
    }
}

impl From<CaseError> for Failure {
    fn from(error: CaseError) -> Self {
        match error {
            CaseError::NoSuchCase => Self::not_found("no_such_case", "there is no such case"),
            CaseError::Db(error) => error.into(),
            CaseError::Media(error) => error.into(),
            error @ (CaseError::Vault(_) | CaseError::Json(_)) => Self::internal(&error),
        }
    }
}

impl From<ErasureError> for Failure {
    fn from(error: ErasureError) -> Self {
        match error {
            ErasureError::Unknown => Self::not_found("nothing_to_erase", "there is nothing under this id"),
            ErasureError::Reason => Self::unfit("bad_reason", "the reason is not a code").field("reason"),
            ErasureError::Db(error) => error.into(),
            error @ ErasureError::Register(_) => Self::internal(&error),
        }
    }
}
