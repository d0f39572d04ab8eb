//! What the county signs: a statement's exact JSON text, the id of the key, the
//! signature. As with headers, nobody re-canonicalises.

use crate::{
    base64url,
    digest::Digest,
    key::{BadSignature, CountyKey, DeviceKey, KeyUnavailable, PublicKey, Signature},
    pae,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fmt, marker::PhantomData};
use thiserror::Error;

/// Something that the county, or a phone, may sign.
pub trait Statement: Serialize + DeserializeOwned {
    /// Domain separation: a media type, with its version.
    const TYPE: &'static str;
}

/// Names a county key: the first eight bytes of the SHA-256 of its public half, base64url.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeyId(pub String);

impl KeyId {
    /// The id of a key.
    pub fn of(key: &PublicKey) -> Self {
        let digest = Digest::of(&key.key);
        Self(base64url::encode(digest.as_bytes().get(..8).unwrap_or_default()))
    }
}

/// A statement under the county's signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Signed<T> {
    /// The statement's exact text.
    pub statement: String,
    /// Which key.
    pub key: KeyId,
    /// Over the statement's type and text.
    #[serde(flatten)]
    pub signature: Signature,
    #[serde(skip)]
    of: PhantomData<T>,
}

/// Why a signed statement is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Disbelief {
    /// No such key is vouched for by the root.
    #[error("the key is not one of the county's")]
    UnknownKey,
    /// The signature does not agree.
    #[error("the signature does not agree")]
    BadSignature,
    /// The text is no such statement.
    #[error("the statement cannot be read")]
    Unreadable,
    /// The county said it, of something else.
    #[error("the statement is about something else")]
    OtherContent,
}

/// Why a phone has not signed a statement.
#[derive(Debug, Error)]
pub enum NotSigned {
    /// It has no JSON form.
    #[error("the statement has no JSON form")]
    Json(#[from] serde_json::Error),
    /// The keystore does not lend the key now.
    #[error(transparent)]
    Key(#[from] KeyUnavailable),
}

impl From<BadSignature> for Disbelief {
    fn from(_: BadSignature) -> Self {
        Self::BadSignature
    }
}

impl<T: Statement> Signed<T> {
    /// Signs a statement.
    pub fn sign(statement: &T, key: &CountyKey) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(statement)?;
        let signature = key.sign(&pae::encode(T::TYPE, text.as_bytes()));
        Ok(Self { statement: text, key: KeyId::of(&key.public_key()), signature, of: PhantomData })
    }

    /// Signs a statement with a phone's key, which its keystore lends.
    pub fn by_phone(statement: &T, key: &dyn DeviceKey) -> Result<Self, NotSigned> {
        let text = serde_json::to_string(statement)?;
        let signature = key.sign(&pae::encode(T::TYPE, text.as_bytes()))?;
        Ok(Self { statement: text, key: KeyId::of(&key.public_key()?), signature, of: PhantomData })
    }

    /// Checks that it is signed with one key, as it says, and reads the statement.
    pub fn open_with(&self, key: &PublicKey) -> Result<T, Disbelief> {
        if self.key == KeyId::of(key) { self.opened(key) } else { Err(Disbelief::UnknownKey) }
    }

    fn opened(&self, key: &PublicKey) -> Result<T, Disbelief> {
        key.verify(&pae::encode(T::TYPE, self.statement.as_bytes()), &self.signature)?;
        serde_json::from_str(&self.statement).map_err(|_| Disbelief::Unreadable)
    }

    /// Checks the signature with the county's keys, and reads the statement.
    pub fn open(&self, keys: &CountyKeys) -> Result<T, Disbelief> {
        self.opened(keys.get(&self.key).ok_or(Disbelief::UnknownKey)?)
    }
}

impl<T> fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signed").field("key", &self.key).finish_non_exhaustive()
    }
}

/// The root vouches for a key (`POST`ed nowhere: it comes with enrolment and tokens).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyStatement {
    /// The key.
    pub public: PublicKey,
    /// From when it signs.
    pub from: DateTime<Utc>,
}

impl Statement for KeyStatement {
    const TYPE: &'static str = "application/vnd.doorstep.key+json;v=1";
}

/// The county's keys as a phone knows them: the root from enrolment, and what it vouches for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyKeys {
    root: PublicKey,
    keys: BTreeMap<KeyId, PublicKey>,
}

impl CountyKeys {
    /// Only the root, as the enrolment ticket gave it.
    pub fn new(root: PublicKey) -> Self {
        Self { root, keys: BTreeMap::new() }
    }

    /// Takes up a key that the root vouches for.
    pub fn learn(&mut self, statement: &Signed<KeyStatement>) -> Result<(), Disbelief> {
        let vouched = statement.open_with(&self.root)?;
        self.keys.insert(KeyId::of(&vouched.public), vouched.public);
        Ok(())
    }

    fn get(&self, id: &KeyId) -> Option<&PublicKey> {
        self.keys.get(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::receipt::Watermark;
    use doorstep_domain::id::{DeviceId, Incarnation};
    use uuid::Uuid;

    fn watermark() -> Watermark {
        Watermark {
            incarnation: Incarnation(Uuid::from_u128(1)),
            device: DeviceId(Uuid::from_u128(2)),
            epoch: 1,
            seq: 7,
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn only_keys_that_the_root_vouches_for_are_believed() {
        let (root, key, stranger) =
            (CountyKey::generate().unwrap(), CountyKey::generate().unwrap(), CountyKey::generate().unwrap());
        let vouch = |key: &CountyKey, by: &CountyKey| {
            Signed::sign(&KeyStatement { public: key.public_key(), from: DateTime::UNIX_EPOCH }, by).unwrap()
        };
        let mut keys = CountyKeys::new(root.public_key());
        let signed = Signed::sign(&watermark(), &key).unwrap();
        assert_eq!(signed.open(&keys), Err(Disbelief::UnknownKey));
        assert_eq!(keys.learn(&vouch(&stranger, &stranger)), Err(Disbelief::UnknownKey));
        let mut renamed = vouch(&key, &root);
        renamed.key = KeyId::of(&stranger.public_key());
        assert_eq!(keys.learn(&renamed), Err(Disbelief::UnknownKey), "it names another signer");
        keys.learn(&vouch(&key, &root)).unwrap();
        assert_eq!(signed.open(&keys), Ok(watermark()));
    }

    #[test]
    fn a_statement_of_one_type_is_not_a_statement_of_another() {
        let key = CountyKey::generate().unwrap();
        let signed = Signed::sign(&watermark(), &key).unwrap();
        let other: Signed<KeyStatement> =
            serde_json::from_str(&serde_json::to_string(&signed).unwrap()).unwrap();
        assert_eq!(other.open_with(&key.public_key()), Err(Disbelief::BadSignature));
    }
}
