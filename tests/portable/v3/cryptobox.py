# cryptolib.aes as a chip has it: of this port where there is one, else of usnmp_v3.aes. It counts
# what is made, and fails when it is told to.

try:
    from cryptolib import aes
except ImportError:  # CPython
    from aesbox import aes


class Cryptolib:
    made = 0
    fail_at = 0  # the how manieth call, 1 the next; 0: none

    def __init__(self, key, mode, iv=None):
        Cryptolib.made += 1
        self._aes = aes(key, mode, iv) if iv else aes(key, mode)

    def _call(self, f, source, out):
        if Cryptolib.fail_at:
            Cryptolib.fail_at -= 1
            if not Cryptolib.fail_at:
                raise MemoryError
        # axTLS writes words: what they are written to begins where a buffer does, and is whole.
        assert len(source) == len(out) and len(out) & 15 == 0
        f(source, out)

    def encrypt(self, source, out):
        self._call(self._aes.encrypt, source, out)

    def decrypt(self, source, out):
        self._call(self._aes.decrypt, source, out)
