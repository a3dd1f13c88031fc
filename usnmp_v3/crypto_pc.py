# The ciphers of a PC: of the package `cryptography` where that is installed (pip install
# usnmp[crypto]), else those of aes and des, which it imports. BACKEND says which. Not for a board.

try:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:
    from .aes import Aes
    from .des import Des

    BACKEND = "pure Python"
else:
    from threading import Lock

    try:  # since cryptography 43; elsewhere until 48
        from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    except ImportError:
        from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES

    BACKEND = "cryptography"
    number = int.from_bytes

    class Aes:
        """As privacy.Aes, of ECB and CBC too: objects of a mode with an IV of its own would be
        made for each message, which takes four times as long; and CFB is to leave the package.
        """

        block = 1

        def __init__(self, key):
            key = algorithms.AES(key)
            self._ecb = Cipher(key, modes.ECB()).encryptor().update
            self._cbc = Cipher(key, modes.CBC(bytes(16))).encryptor().update
            self._last = 0  # the block that CBC gave last
            self._lock = Lock()  # users may be shared by threads

        def encrypt(self, iv, view):
            n = len(view)
            with self._lock:
                first = number(iv, "big") ^ self._last
                stream = self._cbc(b"".join((first.to_bytes(16, "big"), view, bytes(-n & 15))))
                self._last = number(stream[-16:], "big")
            view[:] = (number(stream[:n], "big") ^ number(view, "big")).to_bytes(n, "big")

        def decrypt(self, iv, view):
            n = len(view)
            with self._lock:
                stream = self._ecb(b"".join((iv, view, bytes(-n & 15))))
            view[:] = (number(stream[:n], "big") ^ number(view, "big")).to_bytes(n, "big")

    class Des:
        """As des.Des. DES is 3DES with three times one key."""

        block = 8

        def __init__(self, key):
            key, self._pre = key[:-8], number(key[-8:], "big")
            key = Cipher(TripleDES(key if len(key) == 24 else 3 * key), modes.CBC(bytes(8)))
            self._out = key.encryptor().update
            self._in = key.decryptor().update
            self._last = 0
            self._lock = Lock()

        def encrypt(self, iv, view):
            if not _blocks(view):
                return
            with self._lock:
                first = number(iv[8:], "big") ^ self._pre ^ self._last ^ number(view[:8], "big")
                view[:8] = first.to_bytes(8, "big")
                view[:] = self._out(view)
                self._last = number(view[-8:], "big")

        def decrypt(self, iv, view):
            _blocks(view)
            first = number(iv[8:], "big") ^ self._pre
            with self._lock:
                view[:] = self._in(first.to_bytes(8, "big") + view)[8:]

    def _blocks(view):
        # How many there are. Part of one would stay in the cipher.
        if len(view) % 8:
            raise ValueError("%d octets are no multiple of 8" % len(view))
        return len(view) // 8
