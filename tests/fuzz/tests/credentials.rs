//! Content credentials and certificates, as a file from anywhere holds them.

#![cfg(test)]

use doorstep_credentials::examine;
use doorstep_fuzz::driver::drive;
use doorstep_protocol::credential::{Authority, Certificate};

#[test]
fn whatever_stands_as_content_credentials_is_examined_or_refused() {
    drive("credentials", |input| {
        if let Ok(Some(manifest)) = examine(input) {
            assert!(
                manifest.signer.facts().is_ok(),
                "it was believed with a certificate that cannot be read"
            );
        }
    });
}

#[test]
fn whatever_stands_as_a_certificate_is_read_or_refused() {
    drive("certificates", |input| {
        let certificate = Certificate::from_der(input.to_vec());
        let issues = certificate.issued_by(&certificate).is_ok();
        assert_eq!(Certificate::from_pem(&certificate.to_pem()).as_ref(), Some(&certificate));
        let authority = Authority { root: certificate.clone(), issuing: certificate };
        assert!(authority.check().is_err() || issues);
    });
}
