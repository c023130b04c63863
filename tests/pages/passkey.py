"""A device that makes passkeys, in software: what a phone would answer, signed with a real key."""

import base64
import hashlib
import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256

PRESENT_AND_KNOWN, WITH_KEY = 0x05, 0x40


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Device:
    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(16)
        self.user = ""
        self.used = 0

    def _seen(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": "http://testserver", "crossOrigin": False}
        return json.dumps(said).encode()

    def _state(self, rp_id, flags):
        self.used += 1
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.used.to_bytes(4, "big")

    def _answer(self, **response):
        return json.dumps({
            "id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response,
            "clientExtensionResults": {"credProps": {"rk": True}},
        })  # fmt: skip

    def make(self, options):
        """What the browser posts when a passkey is made."""
        asked = options["publicKey"]
        self.user = asked["user"]["id"]
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        state = self._state(asked["rp"]["id"], PRESENT_AND_KNOWN | WITH_KEY)
        state += bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        return self._answer(
            clientDataJSON=text(self._seen("webauthn.create", asked)),
            attestationObject=text(cbor.encode({"fmt": "none", "attStmt": {}, "authData": state})),
        )

    def use(self, options):
        """What the browser posts when it is used."""
        asked = options["publicKey"]
        seen, state = self._seen("webauthn.get", asked), self._state(asked["rpId"], PRESENT_AND_KNOWN)
        signed = self.key.sign(state + hashlib.sha256(seen).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            clientDataJSON=text(seen), authenticatorData=text(state), signature=text(signed), userHandle=self.user
        )
