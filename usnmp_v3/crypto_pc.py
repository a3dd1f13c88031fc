# The ciphers of a PC: of the package `cryptography` where that is installed (pip install
# usnmp[crypto]), else those of aes and des, which it imports. BACKEND says which. Imports peer_pc
# with the former. Not for a board.

try:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:
    from .aes import Aes
    from .des import Des

    BACKEND = "pure Python"
else:
    from threading import Lock

    from . import peer_pc  # noqa: F401 - makes usnmp_v3.peer as fast as this

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

        # Each block of the stream that is added to a text is made of the block before it: as many
        # blocks go through the cipher as there are, the IV for the last one.

        def encrypted(self, iv, plain):
            """`plain`, octets, with the IV as an int."""
            n = len(plain)
            with self._lock:
                first = (iv ^ self._last).to_bytes(16, "big")
                stream = self._cbc(first + plain[: n - 1 & -16])
                self._last = number(stream[-16:], "big")
            return (number(stream[:n], "big") ^ number(plain, "big")).to_bytes(n, "big")

        def decrypted(self, iv, data):
            """As encrypted(), the way back, with the IV as octets."""
            n = len(data)
            with self._lock:
                stream = self._ecb(iv + data[: n - 1 & -16])
            return (number(stream[:n], "big") ^ number(data, "big")).to_bytes(n, "big")

        def encrypt(self, iv, view):
            view[:] = self.encrypted(number(iv, "big"), bytes(view))

        def decrypt(self, iv, view):
            view[:] = self.decrypted(bytes(iv), bytes(view))

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
