//! What goes in and comes out of each operation, for [`crate::openapi`]. Bodies that
//! phones send and read are `doorstep_protocol`'s own, held by its snapshots; here they
//! have a name and a word, no more.

use super::{
    accounts, assignments, certificates, devices, enrolments, health, placements, plans, records, sessions,
    training, visits,
};
use crate::permissions::{self as table, Operation};
use utoipa::{
    ToSchema,
    openapi::{
        Array, Object, Ref, RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// A named schema, with those that it refers to.
pub(crate) struct Shape {
    /// As the body refers to it.
    pub(crate) body: RefOr<Schema>,
    /// To be put among the components.
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
}

/// What an operation takes and gives.
#[derive(Default)]
pub(crate) struct Shapes {
    /// The JSON body of the request.
    pub(crate) takes: Option<Shape>,
    /// The JSON body of the answer; none is 204.
    pub(crate) gives: Option<Shape>,
    /// What is given is a file of this media type.
    pub(crate) file: Option<&'static str>,
    /// Query parameters, each with a word.
    pub(crate) query: &'static [(&'static str, &'static str)],
}

fn one<T: ToSchema>() -> Shape {
    let name = T::name().into_owned();
    let mut schemas = vec![(name.clone(), T::schema())];
    T::schemas(&mut schemas);
    Shape { body: Ref::from_schema_name(name).into(), schemas }
}

fn many<T: ToSchema>() -> Shape {
    let Shape { body, schemas } = one::<T>();
    Shape { body: Schema::Array(Array::new(body)).into(), schemas }
}

fn wire(name: &str, word: &str) -> Shape {
    let object: Object = ObjectBuilder::new().schema_type(Type::Object).description(Some(word)).build();
    let schema = (name.to_owned(), Schema::Object(object).into());
    Shape { body: Ref::from_schema_name(name).into(), schemas: vec![schema] }
}

/// What an operation takes and gives; an operation without a line here fails a test.
pub(crate) fn shapes(operation: &Operation) -> Option<Shapes> {
    let given = |gives| Some(Shapes { gives: Some(gives), ..Shapes::default() });
    let both = |takes, gives| Some(Shapes { takes: Some(takes), gives: Some(gives), ..Shapes::default() });
    let taken = |takes| Some(Shapes { takes: Some(takes), ..Shapes::default() });
    let listed = |gives, query| Some(Shapes { gives: Some(gives), query, ..Shapes::default() });
    let is = |other: &Operation| operation.id == other.id;
    match () {
        () if is(&table::HEALTH) || is(&table::READY) => given(one::<health::Health>()),
        () if is(&table::REDEEM) => both(
            wire("EnrolRequest", "The one-time code, the phone's public key, and a signature by it."),
            wire("EnrolAnswer", "The device, its owner, the first tokens and the county's keys."),
        ),
        () if is(&table::EXCHANGE) => both(
            wire("TokenRequest", "The refresh token, signed by the device key."),
            wire("TokenAnswer", "The next pair, the chain's head, the incarnation and the server's time."),
        ),
        () if is(&table::RECOVER) => {
            given(wire("JournalReceipt", "A signed receipt for the journal's bytes."))
        }
        () if is(&table::BATCH) => both(
            wire(
                "Batch",
                "Envelopes in the order of the phone's chain; with `changes`, the first page of what is new comes with the answer. Under `If-Match: \"HASH\"` they are stored only behind the header of that hash, and 412 `not_next` says that it is not here.",
            ),
            wire(
                "BatchAnswer",
                "One answer for each envelope, one receipt for all that is stored, the head and the watermark.",
            ),
        ),
        () if is(&table::CHANGES) => listed(
            wire("ChangesAnswer", "Documents put and removed, and the cursor to ask with next."),
            &[("after", "The cursor of the last answer; none to begin.")],
        ),
        // Bodies are bytes, answers are headers: tus 1.0.
        () if is(&table::MEDIA_OFFER)
            || is(&table::MEDIA_BEGIN)
            || is(&table::MEDIA_LOOK)
            || is(&table::MEDIA_APPEND)
            || is(&table::MEDIA_GIVE_UP) =>
        {
            Some(Shapes::default())
        }
        () if is(&table::SIGN_IN) => both(one::<sessions::SignInRequest>(), one::<sessions::SessionView>()),
        () if is(&table::ME) => given(one::<sessions::MeView>()),
        () if is(&table::MAKE_TICKET) => {
            both(one::<enrolments::TicketRequest>(), one::<enrolments::TicketView>())
        }
        () if is(&table::LIST_ACCOUNTS) => given(many::<accounts::AccountView>()),
        () if is(&table::SET_POSTS) => taken(one::<accounts::PostsRequest>()),
        () if is(&table::SET_ACTIVE) => taken(one::<accounts::StateRequest>()),
        () if is(&table::LIST_DEVICES) => {
            listed(many::<devices::DeviceView>(), &[("account", "Only phones of this account.")])
        }
        () if is(&table::SIGN_OUT) || is(&table::RETIRE) || is(&table::COMPROMISE) => Some(Shapes::default()),
        () if is(&table::NAME_AUTHORITY) => taken(one::<certificates::AuthorityRequest>()),
        () if is(&table::WANTED_CERTIFICATES) => given(many::<certificates::WantedView>()),
        () if is(&table::BRING_CERTIFICATES) => {
            both(many::<certificates::IssuedRequest>(), one::<certificates::BroughtView>())
        }
        () if is(&table::QUEUE) => listed(
            one::<visits::QueueView>(),
            &[
                ("state", "submitted (default), in_review, returned, replied or approved."),
                ("after", "The `next` of the last page."),
                ("limit", "At most 200."),
            ],
        ),
        () if is(&table::OPEN_VISIT) => given(one::<visits::OpenedView>()),
        () if is(&table::REVIEW) => both(one::<visits::ReviewRequest>(), one::<visits::ReviewView>()),
        () if is(&table::PAPER) => Some(Shapes {
            file: Some(super::papers::PDF),
            query: &[("language", "zh-CN (default) or en.")],
            ..Shapes::default()
        }),
        () if is(&table::TRAINING) => {
            listed(many::<training::TrainedView>(), &[("year", "Four digits; this year if left out.")])
        }
        () if is(&table::QUARANTINE) => listed(many::<placements::KeptView>(), &[("limit", "At most 200.")]),
        () if is(&table::PLACE) => {
            both(one::<placements::PlacementRequest>(), one::<placements::PlacementView>())
        }
        () if is(&table::ASSIGN) => {
            both(one::<assignments::AssignmentRequest>(), one::<assignments::AssignmentView>())
        }
        () if is(&table::ROSTER) => listed(
            one::<assignments::RosterView>(),
            &[
                ("assignee", "Whose roster; needed."),
                ("after_due", "The `due` of the last line of the page before."),
                ("after_line", "The `id` of that line."),
                ("limit", "At most 500."),
            ],
        ),
        () if is(&table::PLAN) => both(one::<plans::PlanRequest>(), one::<plans::PlanView>()),
        () if is(&table::REACH) => {
            listed(one::<records::ReachView>(), &[("type", "record, household or person."), ("id", "Whose.")])
        }
        () if is(&table::CASE) => Some(Shapes {
            file: Some(super::cases::ARCHIVE),
            query: &[("type", "household or person."), ("id", "Whose.")],
            ..Shapes::default()
        }),
        () if is(&table::ERASE) => both(one::<records::ErasureRequest>(), one::<records::ErasureView>()),
        () if is(&table::AUDIT) => listed(
            one::<records::AuditView>(),
            &[("after", "The position of the last entry read."), ("limit", "At most 500.")],
        ),
        () if is(&table::LOG_HEAD) => given(one::<records::LogHeadView>()),
        () => None,
    }
}
