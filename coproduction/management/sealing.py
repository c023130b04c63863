"""A stream in frames, so that a file that ends too early is seen; with a key, also one that was read or changed on the way.

AES-256-GCM, a key of its own for each file (HKDF), frames numbered and the last one marked, so that none can be left out,
swapped or cut off.
"""

import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import constant_time, hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from coproduction.kit.refusals import Refusal

OPEN, SEALED = b"coproduction copy 1 open  \n", b"coproduction copy 1 sealed\n"
FRAME = 1024 * 1024
SALT, CHECK = 16, 16


class NotACopy(Refusal):
    """This is not a copy made by this site, or one made by a newer version of it."""


class Damaged(Refusal):
    """This file is damaged, or a part of it is missing."""


class WrongKey(Refusal):
    """This copy was sealed with another key. Set BACKUP_KEY to the one it was made with."""


class NotSealed(Refusal):
    """This copy is not sealed, and BACKUP_KEY is set. If it is from before you set the key, say --not-sealed."""


class NoKey(Refusal):
    """This copy is sealed. Set BACKUP_KEY to the key it was made with."""


def _keys(key: str, salt: bytes) -> tuple[AESGCM, bytes]:
    """The key of one file, and a few bytes that tell a wrong key from a damaged file."""
    made = HKDF(hashes.SHA256(), 32 + CHECK, salt, b"coproduction copy").derive(key.encode())
    return AESGCM(made[:32]), made[32:]


class Writer:
    """Give it a key and what it is given is sealed. Without `finish` the file counts as cut off."""

    def __init__(self, file: BinaryIO, key: str):
        self.file, self.waiting, self.number, self.seal = file, bytearray(), 0, None
        self.file.write(SEALED if key else OPEN)
        if key:
            salt = os.urandom(SALT)
            self.seal, check = _keys(key, salt)
            self.file.write(salt + check)

    def write(self, content: bytes) -> int:
        self.waiting += content
        while len(self.waiting) > FRAME:
            self._frame(bytes(self.waiting[:FRAME]), last=False)
            del self.waiting[:FRAME]
        return len(content)

    def finish(self) -> None:
        self._frame(bytes(self.waiting), last=True)

    def _frame(self, content: bytes, *, last: bool) -> None:
        mark = bytes([last])
        if self.seal:
            content = self.seal.encrypt(self.number.to_bytes(12, "big"), content, mark)
        self.file.write(mark + len(content).to_bytes(4, "big") + content)
        self.number += 1


class Reader:
    """What a Writer wrote. Refuses at the first frame that is not as it was written."""

    def __init__(self, file: BinaryIO, key: str, *, open_too: bool = False):
        self.file, self.ready, self.number, self.seal, self.over = file, bytearray(), 0, None, False
        kind = file.read(len(OPEN))
        if kind not in (OPEN, SEALED):
            raise NotACopy()
        if kind == OPEN and key and not open_too:
            raise NotSealed()
        if kind == SEALED:
            if not key:
                raise NoKey()
            self.seal, check = _keys(key, self._exactly(SALT))
            if not constant_time.bytes_eq(check, self._exactly(CHECK)):
                raise WrongKey()

    def read(self, size: int) -> bytes:
        while len(self.ready) < size and not self.over:
            self.ready += self._frame()
        given = bytes(self.ready[:size])
        del self.ready[:size]
        return given

    def rest(self) -> None:
        """To the very end, and nothing behind it."""
        while not self.over:
            self._frame()
        if self.file.read(1):
            raise Damaged()

    def _frame(self) -> bytes:
        mark, length = self._exactly(1), int.from_bytes(self._exactly(4), "big")
        if mark not in (b"\0", b"\1") or length > FRAME + 16:
            raise Damaged()
        content = self._exactly(length)
        if self.seal:
            try:
                content = self.seal.decrypt(self.number.to_bytes(12, "big"), content, mark)
            except InvalidTag as error:
                raise Damaged() from error
        self.number += 1
        self.over = mark == b"\1"
        return content

    def _exactly(self, size: int) -> bytes:
        content = self.file.read(size)
        if len(content) < size:
            raise Damaged()
        return content
