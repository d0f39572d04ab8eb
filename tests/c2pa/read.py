"""Reads the content credentials of a JPEG with a public C2PA library. On standard input, as JSON: the file, and the
trust anchor in PEM; to standard output: the state of the manifest, what was found wrong, and who signed."""

import json
import sys

import c2pa

# What a certificate may be for: C2PA's claim signing, and the signing of documents.
PURPOSES = "1.3.6.1.4.1.62558.2.1\n1.3.6.1.5.5.7.3.36"

asked = json.load(sys.stdin)
settings = {
    "trust": {"trust_anchors": asked["anchor"], "trust_config": PURPOSES},
    "verify": {"verify_trust": True, "remote_manifest_fetch": False},
}
context = c2pa.Context(c2pa.Settings.from_dict(settings))
with open(asked["file"], "rb") as file:
    seen = json.loads(c2pa.Reader("image/jpeg", file, context=context).json())
signed = seen["manifests"][seen["active_manifest"]]["signature_info"]
json.dump(
    {
        "state": seen["validation_state"],
        "wrong": [status["code"] for status in seen.get("validation_status", [])],
        "signer": signed["common_name"],
    },
    sys.stdout,
)
