"""ECDSA on P-256 with the standard library alone: a keystore for tests, slow and without any protection."""

import hashlib
import secrets

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def _add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P)
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def _times(number, point=G):
    total = None
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def _number(value):
    digits = value.to_bytes(33, "big").lstrip(b"\0")
    if digits[0] >= 0x80:
        digits = b"\0" + digits
    return bytes([2, len(digits)]) + digits


class Key:
    def __init__(self):
        self.secret = secrets.randbelow(N - 1) + 1
        x, y = _times(self.secret)
        self.point = b"\4" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    def sign(self, message):
        """In DER, as phones do."""
        digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
        once = secrets.randbelow(N - 1) + 1
        r = _times(once)[0] % N
        s = pow(once, -1, N) * (digest + r * self.secret) % N
        body = _number(r) + _number(s)
        return bytes([0x30, len(body)]) + body
