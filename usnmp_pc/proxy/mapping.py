# What one version of SNMP has and the other has not, in requests and their answers (RFC 3584 4.2
# to 4.4): error-status, exceptions, Counter64, GETBULK. Pure; imports pdu; core imports it.
#
# An exchange is one request of an asker to an agent of the other kind. first() is what is asked at
# first, (tag, what follows the request-id); take() is given each answer, and gives what to ask
# next, or None: then `result` is (error-status, error-index, list) for the asker.

from .pdu import (
    BAD_VALUE,
    BULK,
    COUNTER64,
    END_OF_VIEW,
    GEN_ERR,
    GET,
    NEXT,
    NO_INSTANCE,
    NO_SUCH_NAME,
    NULL,
    READ_ONLY,
    SET,
    TOO_BIG,
    WRONG_TYPE,
    fields,
    joined,
    name_key,
    pairs,
    rest_of,
)

if 0 & 1:  # for type checkers alone
    from typing import Callable

# RFC 3584 4.4, by the error-status of SNMPv2
TO_V1 = (
    0, TOO_BIG, NO_SUCH_NAME, BAD_VALUE, READ_ONLY, GEN_ERR,
    NO_SUCH_NAME,  # noAccess
    BAD_VALUE, BAD_VALUE,  # wrongType, wrongLength
    BAD_VALUE, BAD_VALUE,  # wrongEncoding, wrongValue
    NO_SUCH_NAME,  # noCreation
    BAD_VALUE,  # inconsistentValue
    GEN_ERR, GEN_ERR, GEN_ERR,  # resourceUnavailable, commitFailed, undoFailed
    NO_SUCH_NAME, NO_SUCH_NAME, NO_SUCH_NAME,  # authorizationError, notWritable, inconsistentName
)  # fmt: skip
ROOM = 1400  # octets that the answer to a GETBULK may grow to: an Ethernet frame
_SKIPPED = 32  # Counter64 that are passed over at once
_STEPS = 500  # requests that one may become
_NONE = bytes((NO_INSTANCE, 0))
_END = bytes((END_OF_VIEW, 0))


def status_to_v1(status: int) -> int:
    """The error-status of SNMPv1 for one of SNMPv2: RFC 3584 4.4."""
    return TO_V1[status] if 0 <= status < len(TO_V1) else GEN_ERR


class Exchange:
    """What both ways have in common: names that are asked for, and what was found of each."""

    def __init__(self, tag: int, a: int, b: int, content: bytes) -> None:
        self.tag = tag
        self.a = a
        self.b = b
        self.content = content
        self.asked = pairs(content)
        self.result = None
        self._steps = 0

    def fail(self, status: int, index: int = 0) -> None:
        """End with an error."""
        self.result = status, index, self.content

    def late(self) -> "bytes | None":
        """What follows the request-id of an answer, if no more comes; None: there is none."""
        return None

    def _again(self, tag, asked, a=0, b=0):
        self._steps += 1
        if self._steps > _STEPS:
            return self.fail(GEN_ERR)
        return tag, rest_of(a, b, joined(asked))


class FromV1(Exchange):
    """Asked in SNMPv1, of an agent that has SNMPv2 or v3."""

    def first(self) -> "tuple[int, bytes] | None":
        """See above."""
        self._found = [None] * len(self.asked)
        self._open = list(range(len(self.asked)))  # the places that have no answer yet
        self._at = [name for name, _ in self.asked]  # where a GETNEXT is
        for i, (_, value) in enumerate(self.asked):
            if value[0] == COUNTER64:
                return self.fail(BAD_VALUE, i + 1)
        return self._again(self.tag, self.asked)

    def take(self, rest: bytes) -> "tuple[int, bytes] | None":
        """See above. Raises BerError, IndexError for what cannot be read."""
        status, index, content = fields(rest)
        if status:
            index = self._open[index - 1] + 1 if 0 < index <= len(self._open) else 0
            return self.fail(status_to_v1(status), index)
        found = pairs(content)
        if self.tag == NEXT:
            return self._next(found)
        if len(found) != len(self.asked):
            return self.fail(GEN_ERR)
        for i, (_, value) in enumerate(found):
            if value[0] == COUNTER64 or value[0] & 0xF0 == 0x80:
                return self.fail(NO_SUCH_NAME, i + 1)
        self.result = 0, 0, content

    def _next(self, found):
        # Those that SNMPv1 can have are the answer; past the others it goes on, by GETBULK (RFC
        # 3584 4.2.2.1): rows of as many columns as are open.
        n = len(self._open)
        if len(found) < n or self._steps == 1 and len(found) > n:
            return self.fail(GEN_ERR)
        left = []
        for column, place in enumerate(self._open):
            for name, value in found[column::n]:
                if value[0] == END_OF_VIEW:
                    return self.fail(NO_SUCH_NAME, place + 1)
                if name_key(name) <= name_key(self._at[place]):  # it would have no end
                    return self.fail(GEN_ERR, place + 1)
                self._at[place] = name
                if value[0] != COUNTER64:
                    self._found[place] = name, value
                    break
            else:
                left.append(place)
        self._open = left
        if left:
            asked = [(self._at[place], NULL) for place in left]
            return self._again(BULK, asked, 0, _SKIPPED)
        self.result = 0, 0, joined(self._found)


class ToV1(Exchange):
    """Asked in SNMPv2 or v3, of an agent that has SNMPv1. room: the octets that the answer to a
    GETBULK may have; in_time(): is there time for more?
    """

    room = ROOM

    def __init__(
        self, tag: int, a: int, b: int, content: bytes, in_time: "Callable[[], bool]"
    ) -> None:
        Exchange.__init__(self, tag, a, b, content)
        self._in_time = in_time

    def first(self) -> "tuple[int, bytes] | None":
        """See above."""
        asked = self.asked
        if self.tag == SET:
            for i, (_, value) in enumerate(asked):
                if value[0] == COUNTER64:
                    return self.fail(WRONG_TYPE, i + 1)
        self._rows = []  # finished ones, of a GETBULK
        self._size = 0
        self._left = 1  # rows
        self._once = 0  # columns that are asked for once, in the first row
        self._ended = set()  # columns that are past the end
        if self.tag == BULK:
            self._once = min(max(0, self.a), len(asked))
            self._left = max(0, self.b)
            if not self._left:
                asked = asked[: self._once]
        self._row(asked)
        return self._ask() if asked else self._end()

    def _row(self, asked):
        self._at = [name for name, _ in asked]
        self._values = [value for _, value in asked]
        self._found = [None] * len(asked)
        for i in self._ended:
            self._found[i] = self._at[i], _END
        self._open = [i for i in range(len(asked)) if i not in self._ended]

    def _ask(self):
        tag = NEXT if self.tag == BULK else self.tag
        return self._again(tag, [(self._at[i], self._values[i]) for i in self._open])

    def take(self, rest: bytes) -> "tuple[int, bytes] | None":
        """See above. Raises BerError, IndexError for what cannot be read."""
        status, index, content = fields(rest)
        if status:
            return self._refused(status, index)
        found = pairs(content)
        if len(found) != len(self._open):
            return self._broken(GEN_ERR, 0)
        for place, (name, value) in zip(self._open, found):
            if self.tag == BULK and name_key(name) <= name_key(self._at[place]):
                return self._broken(GEN_ERR, place + 1)  # it would have no end
            self._found[place] = name, value
        return self._rowed() if self.tag == BULK else self._end()

    def _refused(self, status, index):
        if len(self._open) == 1:
            index = 1
        known = 0 < index <= len(self._open)
        if status != NO_SUCH_NAME or self.tag == SET or not known:
            return self._broken(status, self._open[index - 1] + 1 if known else 0)
        # That one is not there; the others may be: RFC 3584 4.2.2.1 the other way round.
        place = self._open.pop(index - 1)
        self._found[place] = self._at[place], _NONE if self.tag == GET else _END
        if self.tag != GET:
            self._ended.add(place)
        if self._open:
            return self._ask()
        return self._rowed() if self.tag == BULK else self._end()

    def _broken(self, status, index):
        # Rows that were found before are an answer, too.
        if self._rows:
            self._found = []
            return self._end()
        status = status if 0 < status < len(TO_V1) else GEN_ERR
        self.result = status, index, self.content if status != TOO_BIG else b""

    def _rowed(self):
        # A row is whole: is there to be another?
        row, self._found = self._found, []
        size = sum([len(name) + len(value) + 4 for name, value in row])
        if self._rows and self._size + size > self.room:
            return self._end()
        once = self._once if not self._rows else 0
        self._rows += row
        self._size += size
        self._left -= 1
        self._ended = {i - once for i in self._ended if i >= once}
        row = row[once:]
        if self._left < 1 or len(self._ended) == len(row) or not self._in_time():
            return self._end()
        self._row([(name, NULL) for name, _ in row])
        return self._ask()

    def late(self) -> "bytes | None":
        """As above: rows of a GETBULK that were found."""
        return rest_of(0, 0, joined(self._rows)) if self._rows else None

    def _end(self):
        self.result = 0, 0, joined(self._rows + self._found)
