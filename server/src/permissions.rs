//! Who may ask what: one table. The router is built from it, the guard enforces it, the
//! OpenAPI description is written from it, and a test tries every row as every post.
//!
//! A row says which *posts* may ask; which *regions* they may ask about is the business
//! function's, by [`crate::accounts::covers_as`] in its own transaction. A row with
//! `audit` writes that event into the log in the transaction that does the work.

use doorstep_domain::post::Post;
use http::Method;

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone who reaches the server; what proves them stands in the request itself.
    Public,
    /// A phone with a good access token.
    Phone,
    /// A person signed in at the console who holds one of these posts.
    Posts(&'static [Post]),
}

/// One operation of the server.
#[derive(Debug)]
pub struct Operation {
    /// Stable name; the OpenAPI `operationId`.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path, with `{parameters}`.
    pub path: &'static str,
    /// Who may ask.
    pub access: Access,
    /// The event that it leaves in the audit log.
    pub audit: Option<&'static str>,
    /// For the description.
    pub summary: &'static str,
}

const REVIEWERS: &[Post] = &[Post::Supervisor, Post::County];
const MANAGERS: &[Post] = &[Post::Supervisor, Post::County, Post::Sysadmin];
const WATCHERS: &[Post] = &[Post::Supervisor, Post::County, Post::Sysadmin, Post::Secadmin];

macro_rules! operations {
    ($($name:ident = $method:ident $path:literal $id:literal, $access:expr, $audit:expr, $summary:literal;)*) => {
        $(
            #[doc = $summary]
            pub static $name: Operation = Operation {
                id: $id,
                method: Method::$method,
                path: $path,
                access: $access,
                audit: $audit,
                summary: $summary,
            };
        )*

        /// Every operation.
        pub static ALL: &[&Operation] = &[$(&$name),*];
    };
}

operations! {
    HEALTH = GET "/healthz" "health", Access::Public, None,
        "Whether the process answers.";
    READY = GET "/readyz" "ready", Access::Public, None,
        "Whether the database answers, too.";

    REDEEM = POST "/v1/enrolments/redeem" "redeemEnrolment", Access::Public, Some("device_enrolled"),
        "A phone shows the one-time code of a ticket and becomes known.";
    EXCHANGE = POST "/v1/tokens" "exchangeToken", Access::Public, None,
        "A phone exchanges its refresh token, signed by its device key.";
    RECOVER = POST "/v1/recovery" "offerJournal", Access::Public, Some("journal_handed_in"),
        "A phone, in whatever state, hands in its sealed journal, signed by its device key.";
    BATCH = POST "/v1/batches" "sendBatch", Access::Phone, None,
        "Envelopes up, answered item by item.";
    CHANGES = GET "/v1/changes" "listChanges", Access::Phone, None,
        "What a phone should know, after a cursor.";

    MEDIA_OFFER = OPTIONS "/v1/media" "mediaOffer", Access::Public, None,
        "What of tus is spoken here.";
    MEDIA_BEGIN = POST "/v1/media" "beginMedia", Access::Phone, None,
        "Announces a file that a record names; tus creation, its first bytes may come along.";
    MEDIA_LOOK = HEAD "/v1/media/{id}" "lookAtMedia", Access::Phone, None,
        "How much of a file is here, and its receipt.";
    MEDIA_APPEND = PATCH "/v1/media/{id}" "appendMedia", Access::Phone, None,
        "The next piece of a file; the last one is answered with a receipt.";
    MEDIA_GIVE_UP = DELETE "/v1/media/{id}" "giveUpMedia", Access::Phone, None,
        "Gives an upload up; a file that came whole stays.";

    SIGN_IN = POST "/v1/sessions" "signIn", Access::Public, Some("signed_in"),
        "Login and password for a bearer token of twelve hours.";
    SIGN_OUT = DELETE "/v1/sessions" "signOut", Access::Posts(&Post::ALL), Some("signed_out"),
        "Ends the session of the token shown.";
    ME = GET "/v1/me" "me", Access::Posts(&Post::ALL), None,
        "Who is signed in.";

    MAKE_TICKET = POST "/v1/enrolments" "makeTicket", Access::Posts(MANAGERS), Some("ticket_made"),
        "Makes an enrolment ticket, good once and for 24 hours.";
    LIST_ACCOUNTS = GET "/v1/accounts" "listAccounts", Access::Posts(WATCHERS), None,
        "Accounts that the reader may know of.";
    SET_POSTS = POST "/v1/accounts/{id}/posts" "setPosts", Access::Posts(&[Post::Secadmin]), Some("posts_set"),
        "Gives an account exactly these posts.";
    SET_ACTIVE = POST "/v1/accounts/{id}/state" "setAccountState", Access::Posts(&[Post::Sysadmin]),
        Some("account_state_set"),
        "Says whether the holder of an account still works here.";
    LIST_DEVICES = GET "/v1/devices" "listDevices", Access::Posts(WATCHERS), None,
        "Phones of the accounts that the reader may know of.";
    RETIRE = POST "/v1/devices/{id}/retire" "retireDevice", Access::Posts(MANAGERS), Some("device_retired"),
        "An honest change of phone.";
    COMPROMISE = POST "/v1/devices/{id}/compromise" "compromiseDevice", Access::Posts(WATCHERS),
        Some("device_compromised"),
        "A phone is in the wrong hands: what it sends takes two people to place.";

    NAME_AUTHORITY = POST "/v1/authorities" "nameAuthority", Access::Posts(&[Post::Secadmin]),
        Some("authority_named"),
        "Says who issues certificates to phones from now on.";
    WANTED_CERTIFICATES = GET "/v1/certificates/wanted" "wantedCertificates", Access::Posts(&[Post::Secadmin]), None,
        "Phones in use that have no certificate, or none that lasts.";
    BRING_CERTIFICATES = POST "/v1/certificates" "bringCertificates", Access::Posts(&[Post::Secadmin]),
        Some("certificates_brought"),
        "Brings certificates that were issued; each goes into the log and to its phone.";

    QUEUE = GET "/v1/visits" "listVisits", Access::Posts(REVIEWERS), None,
        "Visits in one state of review, red lines first, then the oldest.";
    OPEN_VISIT = GET "/v1/visits/{record}" "openVisit", Access::Posts(REVIEWERS), Some("visit_opened"),
        "One visit with its answers, receipts and history.";
    REVIEW = POST "/v1/visits/{record}/reviews" "reviewVisit", Access::Posts(REVIEWERS), Some("visit_reviewed"),
        "Starts a review, sends the visit back, or approves it.";

    PAPER = GET "/v1/visits/{record}/paper" "printVisit", Access::Posts(REVIEWERS), Some("visit_printed"),
        "One visit as the official sheet: A4, PDF, with signatures and photographs.";

    TRAINING = GET "/v1/training" "listTraining", Access::Posts(REVIEWERS), None,
        "Minutes of training in a year, by worker, and how many are still owed.";

    QUARANTINE = GET "/v1/quarantine" "listQuarantine", Access::Posts(REVIEWERS), None,
        "Records kept apart until a person places them.";
    PLACE = POST "/v1/placements" "placeRecord", Access::Posts(REVIEWERS), Some("record_placed"),
        "Accepts or rejects a record that was kept apart.";

    ASSIGN = POST "/v1/assignments" "assign", Access::Posts(REVIEWERS), Some("lines_assigned"),
        "Gives roster lines to somebody: some, all of one person's, for a leave, or back after it.";
    ROSTER = GET "/v1/roster" "listRoster", Access::Posts(REVIEWERS), None,
        "The roster of one person.";
    PLAN = PUT "/v1/roster/{id}/plan" "planVisits", Access::Posts(REVIEWERS), Some("line_planned"),
        "Says what holds of a roster line: class, interval of its own, pause, extra visits, major change.";

    REACH = GET "/v1/erasures" "reachOfErasure", Access::Posts(&[Post::County]), None,
        "What an erasure would take with it: a household goes with its members.";
    CASE = GET "/v1/cases" "handOverCase", Access::Posts(&[Post::County]), Some("case_handed_over"),
        "Everything about a household or a person, to be checked without us: an archive of case.json and its files.";
    ERASE = POST "/v1/erasures" "erase", Access::Posts(&[Post::County]), Some("erased"),
        "Erases a record or everything about a subject; tombstones stay.";
    AUDIT = GET "/v1/audit" "listAudit", Access::Posts(&[Post::Auditor]), Some("audit_read"),
        "The audit entries of the log, in its order.";
    LOG_HEAD = GET "/v1/log/head" "logHead", Access::Posts(&[Post::Auditor, Post::County]), None,
        "Where the log ends: to be kept elsewhere.";
}

impl Operation {
    /// Whether a person with these posts may ask.
    pub fn allows(&self, posts: &[Post]) -> bool {
        match self.access {
            Access::Posts(allowed) => posts.iter().any(|post| allowed.contains(post)),
            Access::Public | Access::Phone => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_operations_share_a_name_or_a_route() {
        let ids: BTreeSet<_> = ALL.iter().map(|operation| operation.id).collect();
        let routes: BTreeSet<_> =
            ALL.iter().map(|operation| (operation.method.as_str(), operation.path)).collect();
        assert_eq!((ids.len(), routes.len()), (ALL.len(), ALL.len()));
    }

    #[test]
    fn the_three_administrators_see_no_case() {
        let cases = [
            &QUEUE,
            &OPEN_VISIT,
            &REVIEW,
            &PAPER,
            &QUARANTINE,
            &PLACE,
            &ASSIGN,
            &ROSTER,
            &PLAN,
            &REACH,
            &CASE,
            &ERASE,
        ];
        for post in Post::ALL.into_iter().filter(|post| post.is_administrative()) {
            for operation in cases {
                assert!(!operation.allows(&[post]), "{} as {post:?}", operation.id);
            }
        }
    }

    #[test]
    fn whatever_changes_something_for_a_person_leaves_a_trace() {
        for operation in ALL.iter().filter(|operation| matches!(operation.access, Access::Posts(_))) {
            assert!(operation.method == Method::GET || operation.audit.is_some(), "{}", operation.id);
        }
    }
}
