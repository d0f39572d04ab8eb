use crate::people::{WANG, elders, village};
use chrono::TimeDelta;
use doorstep_client::photograph::Taken;
use doorstep_credentials::{Unbelieved, examine, judge};
use doorstep_domain::{id::RecordId, subject::Subject, visit::VisitTag};
use doorstep_evidence::testing;
use doorstep_protocol::{
    case::{self, Fault, Files, Found, Place, TEXT, Wrong},
    credential::BadCertificate,
    digest::Digest,
    enrol::Ticket,
    evidence::Source,
    statement::Recordable,
};
use doorstep_tests::{
    clock::StoryClock,
    office::{Office, SECADMIN},
    phone::Phone,
    stage::Stage,
    wait,
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env, fs,
    io::{Cursor, Read as _},
    path::Path,
};
use zip::ZipArchive;

const TO_HER: &str = "said to her";
const TO_ANOTHER: &str = "said to somebody else";

/// A case in memory.
#[derive(Clone)]
struct Held {
    archive: Vec<u8>,
    text: String,
    files: Beside,
}

/// Files by their names.
#[derive(Clone)]
struct Beside(BTreeMap<String, Vec<u8>>);

impl Files for Beside {
    fn names(&mut self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    fn digest(&mut self, name: &str) -> Option<(Digest, u64)> {
        self.0.get(name).map(|bytes| (Digest::of(bytes), bytes.len() as u64))
    }
}

impl Held {
    fn unpack(archive: Vec<u8>) -> Self {
        let mut files = BTreeMap::new();
        let mut zip = ZipArchive::new(Cursor::new(&archive)).unwrap();
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            files.insert(file.name().unwrap().into_owned(), bytes);
        }
        let text = String::from_utf8(files.remove(TEXT).unwrap()).unwrap();
        Self { archive, text, files: Beside(files) }
    }

    fn check(&self, root: Option<Digest>) -> Result<Found, Fault> {
        case::check(&self.text, &mut self.files.clone(), root)
    }

    fn fault(&self) -> Fault {
        self.check(None).unwrap_err()
    }

    /// The same with another JSON.
    fn with(&self, change: impl FnOnce(&mut Value)) -> Self {
        let mut case: Value = serde_json::from_str(&self.text).unwrap();
        change(&mut case);
        // Through the type, so that its fields stand in their one order.
        let case: case::Case = serde_json::from_value(case).unwrap();
        Self { text: case.to_text().unwrap(), ..self.clone() }
    }

    /// The same with one byte another.
    fn flipped(&self, at: usize) -> Option<Self> {
        let mut bytes = self.text.clone().into_bytes();
        bytes[at] ^= 1;
        String::from_utf8(bytes).ok().map(|text| Self { text, ..self.clone() })
    }
}

/// Wang visits an elder, somebody else, and the elder again, with a photograph; the supervisor
/// approves the first visit; what was said at the second is erased later.
fn an_elders_case(stage: &Stage) -> (Held, Digest) {
    let wang = stage.phone(WANG);
    Office::open(stage.clock.now()).certify(&stage.desk(SECADMIN), stage.clock.now());
    wang.hears_of_its_certificate();
    let (her, another) = (elders(WANG)[0], elders(WANG)[1]);
    let first = said(&wang, Subject::Person(her), TO_HER);
    said(&wang, Subject::Person(another), TO_ANOTHER);
    let second = wang.visits(Subject::Person(her), VisitTag::ElderCheckIn).answers("outcome", "nobody_home");
    second.fill();
    let taken = Taken { source: Source::Camera, fixes: Vec::new(), direction: None, gnss: None };
    second.photographs("photo_door", &testing::photograph(480, 360), taken);
    let second = second.finish().saved.record;
    let third = said(&wang, Subject::Person(her), "to be forgotten");
    wang.network.set_free(true);
    wang.client().network_changed().unwrap();
    wang.drain();
    let photograph = wang.client().photographs(second).unwrap().remove(0);
    wait::until("the original to arrive", || {
        wang.sync();
        stage.county.file(photograph.original).is_some()
    });

    let desk = stage.desk(village().supervisor);
    for step in ["start", "approve"] {
        desk.post(&format!("/v1/visits/{first}/reviews"), &json!({ "step": step }));
    }
    let county = stage.desk("county01");
    let what = json!({"type": "record", "id": third});
    county.post("/v1/erasures", &json!({"what": what, "reason": "subject_request"}));
    let archive = county.fetch(&format!("/v1/cases?type=person&id={her}"));
    let root = Ticket::parse(&stage.county.ticket(WANG)).unwrap().root;
    (Held::unpack(archive), Digest::of(&root.key))
}

fn said(phone: &Phone, subject: Subject, words: &str) -> RecordId {
    phone.visits(subject, VisitTag::ElderCheckIn).answers("findings", words).finish().saved.record
}

#[test]
fn a_case_is_handed_over_whole_and_anybody_can_check_it_without_the_county() {
    // Content credentials go by the machine's clock.
    let stage = Stage::at(StoryClock::today());
    let (case, root) = an_elders_case(&stage);
    let found = case.check(Some(root)).unwrap();
    let kinds: Vec<(&str, bool)> =
        found.records.iter().map(|record| (record.kind.as_str(), record.erased.is_some())).collect();
    assert_eq!(kinds, [("visit", false), ("evidence", false), ("visit", false), ("visit", true)]);
    assert_eq!(found.records[3].erased.as_deref(), Some("subject_request"));
    let decided: Vec<&str> = found
        .statements
        .iter()
        .map(|(_, statement)| match statement {
            Recordable::ReviewTaken(_) => "review",
            Recordable::Tombstone(_) => "tombstone",
            _ => "something else",
        })
        .collect();
    assert_eq!(decided, ["review", "review", "tombstone"]);
    assert_eq!((found.note.files.len(), found.without), (3, Vec::new()));
    let [photograph] = &found.photographs[..] else { panic!("one photograph") };
    let manifest = examine(&case.files.0[&photograph.working]).unwrap().expect("content credentials");
    let judged = |certificates, received| judge(&manifest, certificates, &photograph.sidecar, received);
    assert_eq!(judged(&photograph.certificates, photograph.received), Ok(()));
    assert_eq!(judged(&[], photograph.received), Err(Unbelieved::UnknownSigner));
    let years_later = photograph.received + TimeDelta::days(3 * 365);
    let late = Err(Unbelieved::Certificate(BadCertificate::OutOfTime));
    assert_eq!(judged(&photograph.certificates, years_later), late, "it counts by when it arrived");
    assert!(case.text.contains(TO_HER));
    assert!(!case.text.contains(TO_ANOTHER), "it names nobody else");
    assert!(!case.text.contains("to be forgotten"));
    assert_eq!(
        case.check(Some(Digest::of(b"another county"))).unwrap_err(),
        Fault { place: Place::Root, wrong: Wrong::NotExpected }
    );
    // For `cli/tests`, which checks it years later.
    if let Some(folder) = env::var_os("DOORSTEP_KEEP_CASE") {
        fs::write(Path::new(&folder).join("elder.zip"), &case.archive).unwrap();
        fs::write(Path::new(&folder).join("root.txt"), format!("{root}\n")).unwrap();
    }
    what_is_taken_out_put_in_or_changed_is_named(&case);
    one_byte_of_every_field_is_noticed_where_it_is(&case);
}

fn what_is_taken_out_put_in_or_changed_is_named(case: &Held) {
    let runs = "/phones/0/runs/0";
    let run = |value: &mut Value| value.pointer_mut(runs).unwrap().as_array_mut().unwrap().clone();
    let set = |value: &mut Value, links: Vec<Value>| *value.pointer_mut(runs).unwrap() = links.into();
    let found = case.check(None).unwrap();
    let (device, record) = (found.records[0].device, |index: usize| found.records[index].record);

    let without = |index: usize| {
        case.with(|value| {
            let mut links = run(value);
            links.remove(index);
            set(value, links);
        })
        .fault()
    };
    assert_eq!(without(1).place, Place::Record(record(1)), "the visit to somebody else is taken out");
    assert_eq!(without(1).wrong, Wrong::Unchained);
    let last = Fault { place: Place::Note, wrong: Wrong::NamesMore };
    assert_eq!(without(4), last, "the last record is taken out");

    let swapped = case.with(|value| {
        let mut links = run(value);
        links.swap(2, 3);
        set(value, links);
    });
    assert_eq!(swapped.fault(), Fault { place: Place::Record(record(2)), wrong: Wrong::Unchained });

    let gone = case.with(|value| {
        let mut links = run(value);
        let link = links[0].as_object_mut().unwrap();
        link.remove("payload");
        link.remove("salt");
        set(value, links);
    });
    assert_eq!(gone.fault(), Fault { place: Place::Record(record(0)), wrong: Wrong::Missing });

    let smuggled = case.with(|value| {
        let mut links = run(value);
        let words = links[0]["payload"].clone();
        links[1]["payload"] = words;
        links[1]["salt"] = links[0]["salt"].clone();
        set(value, links);
    });
    assert_eq!(smuggled.fault(), Fault { place: Place::Chain(device, 2), wrong: Wrong::Added });

    let undecided = case.with(|value| {
        value["statements"].as_array_mut().unwrap().truncate(1);
    });
    assert_eq!(undecided.fault(), Fault { place: Place::Note, wrong: Wrong::NamesMore });
    let unreviewed = case.with(|value| {
        value["statements"].as_array_mut().unwrap().remove(0);
    });
    assert!(matches!(unreviewed.fault().place, Place::Statement(..)));

    for name in case.files.0.keys() {
        let mut one = case.clone();
        let bytes = one.files.0.get_mut(name).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_eq!(one.fault(), Fault { place: Place::File(name.clone()), wrong: Wrong::Altered });
        one.files.0.remove(name);
        assert_eq!(one.fault(), Fault { place: Place::File(name.clone()), wrong: Wrong::Missing });
    }
    let mut more = case.clone();
    more.files.0.insert("files/more.jpg".to_owned(), Vec::new());
    assert_eq!(more.fault(), Fault { place: Place::File("files/more.jpg".to_owned()), wrong: Wrong::Added });
}

/// Every name and every value of the text, those inside signed texts too: one byte of each, or
/// every byte in the long form.
fn one_byte_of_every_field_is_noticed_where_it_is(case: &Held) {
    let bytes = case.text.as_bytes();
    let in_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':');
    let mut noticed = 0;
    let mut begin = 0;
    while begin < bytes.len() {
        let length = bytes[begin..].iter().take_while(|byte| in_word(**byte)).count();
        let all = env::var_os("DOORSTEP_LONG").is_some();
        let places =
            if all { begin..begin + length.max(1) } else { begin + length / 2..begin + length / 2 + 1 };
        for at in places.filter(|_| all || length > 0) {
            let Some(flipped) = case.flipped(at) else { continue };
            let near = &case.text.get(at.saturating_sub(40)..at + 10);
            let Err(fault) = flipped.check(None) else { panic!("byte {at} was changed: {near:?}") };
            assert!(is_there(&case.text, at, &flipped, &fault), "byte {at}: {fault}: {near:?}");
            noticed += 1;
        }
        begin += length.max(1);
    }
    assert!(noticed > 1_000, "{noticed}");
    println!("{noticed} bytes changed, each noticed where it is");
}

/// Whether a fault names the part in which a byte was changed.
fn is_there(text: &str, at: usize, flipped: &Held, fault: &Fault) -> bool {
    if let (Place::Text, Wrong::Unreadable(byte)) = (&fault.place, fault.wrong) {
        // A text that cannot be read any more may show it only at the end of what it took for a value.
        return serde_json::from_str::<case::Case>(&flipped.text).is_err() || byte <= at + 1;
    }
    let (before, after): (Value, Value) =
        (serde_json::from_str(text).unwrap(), serde_json::from_str(&flipped.text).unwrap());
    let path = first_difference(&before, &after).unwrap();
    let number = |index: usize| path.get(index).and_then(|step| step.parse::<usize>().ok()).unwrap_or(0);
    match path[0].as_str() {
        "note" => fault.place == Place::Note,
        // A root that is another one vouches for nothing.
        "root" => fault.place == Place::Key(1),
        "keys" => fault.place == Place::Key(number(1) + 1),
        "log" => fault.place == Place::Log,
        "authorities" => fault.place == Place::Authority(number(1) + 1),
        "phones" if path[2] == "certificates" => {
            matches!(fault.place, Place::Certificate(_, certificate) if certificate == number(3) + 1)
        }
        "phones" if path[2] == "enrolled" => fault.place == Place::Phone(number(1) + 1),
        "phones" => {
            let link = &before["phones"][number(1)]["runs"][number(3)][number(4)];
            let header: Value = serde_json::from_str(link["header"].as_str().unwrap()).unwrap();
            match &fault.place {
                Place::Receipts => path[5] == "kept",
                Place::Record(record) => {
                    record.to_string() == header["record"].as_str().unwrap() || path[5] == "header"
                }
                Place::Chain(_, link) => *link == number(4) + 1,
                _ => false,
            }
        }
        "receipts" => fault.place == Place::Receipts,
        "statements" => matches!(fault.place, Place::Statement(..)),
        "media" => matches!(&fault.place, Place::FileReceipt(sha256) if before["note"]["statement"]
            .as_str()
            .unwrap()
            .contains(&sha256.to_string())),
        _ => false,
    }
}

fn first_difference(one: &Value, other: &Value) -> Option<Vec<String>> {
    let deeper = |key: String, one: &Value, other: &Value| {
        let mut path = first_difference(one, other)?;
        path.insert(0, key);
        Some(path)
    };
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => one
            .iter()
            .find_map(|(key, value)| deeper(key.clone(), value, other.get(key).unwrap_or(&Value::Null))),
        (Value::Array(one), Value::Array(other)) => one
            .iter()
            .zip(other)
            .enumerate()
            .find_map(|(index, (one, other))| deeper(index.to_string(), one, other)),
        _ => (one != other).then(Vec::new),
    }
}
