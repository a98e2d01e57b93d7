//! Is this code authentic? Answered from the code and the key list alone.

use crate::{Malformed, Payload, PublicKeys, Revocation, SignedPayload};

/// What can be said about a scanned text without a network. The results never overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Signed by a listed key that is still trusted. Whether the paper is in force is another
    /// question (domain.md §5.6: "authentic, currency unknown").
    Authentic(Payload),
    /// The key is listed, but did not sign this text.
    BadSignature(Payload),
    /// No key of this name is listed.
    UnknownKey(Payload),
    /// Signed by a listed key that has been revoked: anybody may have made it since.
    RevokedKey(Payload, Revocation),
    /// Not a code of ours.
    Malformed(Malformed),
}

impl PublicKeys {
    /// Says what a scanned text is. White space around it (a scanner ends with Enter) is ignored.
    pub fn verify(&self, scanned: &str) -> Verdict {
        let signed = match scanned.trim().parse::<SignedPayload>() {
            Ok(signed) => signed,
            Err(why) => return Verdict::Malformed(why),
        };
        let Some(entry) = self.get(signed.key_id) else {
            return Verdict::UnknownKey(signed.payload);
        };
        if !entry.public_key.verifies(signed.signed_text().as_bytes(), &signed.signature) {
            return Verdict::BadSignature(signed.payload);
        }
        match self.revocation(signed.key_id) {
            Some(revocation) => Verdict::RevokedKey(signed.payload, revocation.clone()),
            None => Verdict::Authentic(signed.payload),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use time::macros::date;

    use super::*;
    use crate::{Digest, DocKey, KeyEntry, PaperType, Signer};

    static OFFICE: LazyLock<Signer> = LazyLock::new(Signer::generate);

    fn list(signers: &[&Signer], revoked: Vec<Revocation>) -> PublicKeys {
        let entry = |signer: &&Signer| KeyEntry {
            key_id: signer.key_id(),
            jurisdiction_id: "420800".to_owned(),
            office: "荆门市委编办".to_owned(),
            public_key: signer.public_key().clone(),
        };
        PublicKeys::new(signers.iter().map(entry).collect(), revoked).unwrap()
    }

    fn payload() -> Payload {
        Payload {
            paper_type: PaperType::Entry,
            doc_key: DocKey::from_bytes([7; 10]),
            issued_on: date!(2026 - 08 - 25),
            content: Digest::of(r#"{"name":"李静文"}"#),
        }
    }

    #[test]
    fn a_genuine_code_is_authentic_as_the_scanner_types_it() {
        let text = format!("{}\r\n", OFFICE.sign(payload()));

        assert_eq!(list(&[&OFFICE], vec![]).verify(&text), Verdict::Authentic(payload()));
    }

    #[test]
    fn a_key_that_is_not_listed_is_unknown() {
        let text = OFFICE.sign(payload()).to_string();

        assert_eq!(list(&[&Signer::generate()], vec![]).verify(&text), Verdict::UnknownKey(payload()));
    }

    #[test]
    fn a_signature_by_another_key_under_a_known_name_is_bad() {
        let forger = Signer::generate().sign(payload());
        let forged = SignedPayload { key_id: OFFICE.key_id(), ..forger };

        let verdict = list(&[&OFFICE], vec![]).verify(&forged.to_string());

        assert_eq!(verdict, Verdict::BadSignature(payload()));
    }

    #[test]
    fn a_revoked_key_is_told_apart_from_an_unknown_one() {
        let revocation = Revocation {
            key_id: OFFICE.key_id(),
            revoked_on: date!(2026 - 09 - 01),
            reason: "遗失".to_owned(),
        };
        let keys = list(&[&OFFICE], vec![revocation.clone()]);

        let verdict = keys.verify(&OFFICE.sign(payload()).to_string());

        assert_eq!(verdict, Verdict::RevokedKey(payload(), revocation));
    }

    proptest! {
        /// Whichever character of a genuine code changes into whichever other, it no longer verifies.
        #[test]
        fn one_changed_character_never_verifies(
            position in any::<prop::sample::Index>(),
            to in prop_oneof![prop::char::range('A', 'Z'), prop::char::range('0', '9'), prop::char::any()],
        ) {
            let genuine: Vec<char> = OFFICE.sign(payload()).to_string().chars().collect();
            let position = position.index(genuine.len());
            prop_assume!(genuine[position] != to);
            let mut changed = genuine;
            changed[position] = to;

            let verdict = list(&[&OFFICE], vec![]).verify(&changed.into_iter().collect::<String>());

            prop_assert!(!matches!(verdict, Verdict::Authentic(_)), "{verdict:?}");
        }

        /// Whatever is scanned, the answer is a verdict and never a panic.
        #[test]
        fn any_text_gets_a_verdict(text in any::<String>()) {
            prop_assert!(matches!(list(&[&OFFICE], vec![]).verify(&text), Verdict::Malformed(_)));
        }

        /// What is signed is what is read back.
        #[test]
        fn every_payload_survives_the_paper(key in any::<[u8; 10]>(), day in 0i64..36_000, words in any::<String>()) {
            let issued_on = date!(2001 - 01 - 01) + time::Duration::days(day);
            let payload = Payload {
                paper_type: PaperType::Letter,
                doc_key: DocKey::from_bytes(key),
                issued_on,
                content: Digest::of(words),
            };

            let verdict = list(&[&OFFICE], vec![]).verify(&OFFICE.sign(payload).to_string());

            prop_assert_eq!(verdict, Verdict::Authentic(payload));
        }
    }
}
