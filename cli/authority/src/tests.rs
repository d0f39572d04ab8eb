use super::*;
use doorstep_domain::id::DeviceId;
use doorstep_protocol::key::{DeviceKey as _, SoftwareKey};

fn now() -> DateTime<Utc> {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

fn phone(number: u128) -> Wanted {
    let key = SoftwareKey::generate().unwrap().public_key().unwrap();
    Wanted { device: DeviceId(uuid::Uuid::from_u128(number)), key }
}

fn authority() -> (Keyholder, Keyholder, Authority) {
    let root = Keyholder::root("上门县民政局", now()).unwrap();
    let issuing = root.appoint(now()).unwrap();
    let authority = issuing.under(root.certificate()).unwrap();
    (root, issuing, authority)
}

#[test]
fn a_phone_gets_a_certificate_for_its_key_and_for_two_years() {
    let (_, issuing, authority) = authority();
    let wanted = phone(1);
    let issued = issuing.issue(&wanted, now()).unwrap();
    let facts = authority.vouches(&issued.certificate, wanted.device, &wanted.key).unwrap();
    assert_eq!((facts.county.as_str(), facts.issues), ("上门县民政局", false));
    assert_eq!(facts.counts_at(now()), Ok(()));
    assert_eq!(facts.counts_at(now() + TimeDelta::days(729)), Ok(()));
    for out in [now() - TimeDelta::days(3), now() + TimeDelta::days(732)] {
        assert_eq!(facts.counts_at(out), Err(BadCertificate::OutOfTime), "{out}");
    }
}

#[test]
fn a_certificate_vouches_for_no_other_phone_no_other_key_and_under_no_other_authority() {
    let (_, issuing, ours) = authority();
    let (wanted, other) = (phone(1), phone(2));
    let issued = issuing.issue(&wanted, now()).unwrap().certificate;
    assert_eq!(ours.vouches(&issued, other.device, &wanted.key), Err(BadCertificate::Foreign));
    assert_eq!(ours.vouches(&issued, wanted.device, &other.key), Err(BadCertificate::Foreign));
    let (_, _, theirs) = authority();
    assert_eq!(theirs.vouches(&issued, wanted.device, &wanted.key), Err(BadCertificate::NotIssued));
}

#[test]
fn what_issues_is_no_phone_and_a_phone_issues_nothing() {
    let (root, issuing, ours) = authority();
    let wanted = phone(1);
    let issued = issuing.issue(&wanted, now()).unwrap().certificate;
    assert_eq!(
        Authority { root: root.certificate().clone(), issuing: issued }.check(),
        Err(BadCertificate::WrongUse)
    );
    let below_root = Authority { root: root.certificate().clone(), issuing: root.certificate().clone() };
    assert_eq!(below_root.vouches(&ours.issuing, wanted.device, &wanted.key), Err(BadCertificate::WrongUse));
    let stranger = Keyholder::root("上门县民政局", now()).unwrap();
    assert!(matches!(
        issuing.under(stranger.certificate()),
        Err(AuthorityError::Certificate(BadCertificate::NotIssued))
    ));
}

#[test]
fn no_byte_of_a_certificate_can_be_another() {
    let (_, issuing, authority) = authority();
    let wanted = phone(1);
    let issued = issuing.issue(&wanted, now()).unwrap().certificate;
    for at in 0..issued.der().len() {
        let mut der = issued.der().to_vec();
        der[at] ^= 1;
        let vouched = authority.vouches(&Certificate::from_der(der), wanted.device, &wanted.key);
        assert!(vouched.is_err(), "byte {at}");
    }
    let mut longer = issued.der().to_vec();
    longer.push(0);
    assert_eq!(Certificate::from_der(longer).facts(), Err(BadCertificate::Unreadable));
}

#[test]
fn a_key_lies_under_its_passphrase_and_opens_with_nothing_else() {
    let (root, issuing, _) = authority();
    let pem = issuing.seal("七个词 的口令").unwrap();
    assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{pem}");
    let opened = Keyholder::open(issuing.certificate().clone(), &pem, "七个词 的口令").unwrap();
    let wanted = phone(1);
    let issued = opened.issue(&wanted, now()).unwrap().certificate;
    let authority = opened.under(root.certificate()).unwrap();
    assert!(authority.vouches(&issued, wanted.device, &wanted.key).is_ok());
    let open = |pem: &str, passphrase| Keyholder::open(issuing.certificate().clone(), pem, passphrase).err();
    assert!(matches!(open(&pem, "七个词"), Some(AuthorityError::NotOpened)));
    assert!(matches!(open("nothing", "七个词 的口令"), Some(AuthorityError::NotOpened)));
    let other = Keyholder::open(root.certificate().clone(), &pem, "七个词 的口令").err();
    assert!(matches!(other, Some(AuthorityError::NotTogether)));
}

#[test]
fn a_key_that_no_phone_has_gets_nothing() {
    let (_, issuing, _) = authority();
    let mut wanted = phone(1);
    wanted.key.key.truncate(33);
    assert!(matches!(issuing.issue(&wanted, now()), Err(AuthorityError::NoPhoneKey)));
}
