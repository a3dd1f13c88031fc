# What strangers do at the port of updates, of a board in a box: nothing of it reads or writes a
# file, none of it stops the agent. And the same of octets without a socket.

import contextlib
import os
import random
import re
import socket
import threading

import pytest
from boardbox import ESP32, VALUE, Updated
from board_box.bench import GET, message
from updatebox import OLD, Flash, Talk, install, journal, sha, update, whole
from usnmp import SnmpPacket
from usnmp_tools.channel import PORT, Channel, Gone, Knock, Refused, asked
from usnmp_update import proof, seal

pytestmark = pytest.mark.slow
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    with Updated(tmp_path_factory.mktemp("hostile"), **ESP32) as board:
        board.key.write_text(KEY + "\n")
        board.start()
        yield board


@pytest.fixture
def same(board):
    """The board, whose files and uptime are to go on as they are."""
    before, boots = board.files(), board.box.boots
    yield board
    assert board.files() == before and board.box.boots == boots
    assert board.served() == 21
    assert Agent(board).get() == 21


class Agent:
    def __init__(self, board):
        self._s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._s.settimeout(30)
        self._s.connect((board.box.address, 20161))

    def get(self):
        self._s.send(message(GET, [VALUE], 7))
        return SnmpPacket(self._s.recv(2000)).varbinds[VALUE][1]


def connected(board):
    s = socket.create_connection((board.box.address, PORT), 30)
    hello = b""
    while len(hello) < len(proof.HELLO) + proof.NONCE:
        hello += s.recv(100)
    assert hello.startswith(proof.HELLO)
    return s, hello[len(proof.HELLO) :]


def ended(s):
    """What comes until the board closes."""
    data = b""
    try:
        while True:
            part = s.recv(1000)
            if not part:
                return data
            data += part
    except ConnectionResetError:
        return data
    finally:
        s.close()


def closed(knock):
    """Does the board close, without a word?"""
    try:
        return knock.read(1) == b""
    except ConnectionResetError:  # there was more than it read
        return True


@contextlib.contextmanager
def busy(board):
    """The agent is asked all the time, and answers: the list of what. So its loop turns fast."""
    agent, answered, stop = Agent(board), [], threading.Event()

    def ask():
        while not stop.is_set():
            answered.append(agent.get())

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answered
    finally:
        stop.set()
        thread.join()
    assert set(answered) == {21}


def asking(key, board, own, order=b"o"):
    secret = proof.secret(key.encode(), board, own)
    return own + order + proof.tag(secret, b"pc", order)


def test_a_wrong_key_is_told_nothing(same):
    for key in ("x" * 32, KEY[:-1] + "0", KEY + "0", KEY[:31]):
        with pytest.raises(Gone, match="does not take this key"):
            Channel(same.box.address, key)


def test_a_recorded_proof_is_worth_nothing_on_another_connection(same):
    s, nonce = connected(same)
    recorded = asking(KEY, nonce, b"n" * 16)
    s.sendall(recorded)
    assert len(s.recv(100)) == proof.ANSWERED
    s.close()
    for _ in range(3):
        s, _ = connected(same)
        s.sendall(recorded)
        assert ended(s) == b""


def test_a_recorded_session_is_worth_nothing_and_a_message_counts_once(same):
    channel = Channel(same.box.address, KEY)
    sent = []
    send = channel._knock.send
    channel._knock.send = lambda data: (sent.append(data), send(data))
    assert "main.py" in channel.files()
    send(sent[0])  # a second time on the same connection
    assert closed(channel._knock)
    channel.close()
    other = Knock(same.box.address, KEY, b"o")
    other.send(sent[0])
    assert closed(other)
    other.close()


def test_a_proof_cut_anywhere_is_no_proof(same):
    for size in range(0, proof.ASKED):
        s, nonce = connected(same)
        s.sendall(asking(KEY, nonce, b"n" * 16)[:size])
        s.shutdown(socket.SHUT_WR)
        assert ended(s) == b""


def test_a_silent_and_a_slow_peer_are_let_go_and_the_agent_answers_meanwhile(same):
    agent = Agent(same)
    s, nonce = connected(same)
    for octet in asking("x" * 32, nonce, b"n" * 16)[:20]:
        s.sendall(bytes([octet]))
        assert agent.get() == 21
    same.box.advance(5100)
    assert ended(s) == b""
    channel = Channel(same.box.address, KEY)
    channel._knock.send(b"\x01")  # a message that does not go on
    for _ in range(5):
        assert agent.get() == 21
    same.box.advance(30100)
    assert closed(channel._knock)
    channel.close()


def test_requests_are_answered_while_files_are_brought(same):
    with busy(same) as answered, Channel(same.box.address, KEY) as channel:
        data = os.urandom(20000)
        before = len(answered)
        channel.stage("abcd", data, 0, lambda n: None)
        during = len(answered) - before
        assert channel.staged("abcd") == sha(data)
        channel.drop("abcd")
    assert during >= 20
    os.rmdir(same.box.flash / "update")


def test_2000_malformed_messages_change_nothing(same):
    rng = random.Random(20)
    with busy(same) as answered:
        for number in range(2000):
            (stranger if number % 5 < 2 else garbled)(same, rng, number % 5)
    assert len(answered) > 2000


def stranger(board, rng, kind):
    # Before the proof: one with a bit that is another, or any octets at all.
    s, nonce = connected(board)
    right = bytearray(asking(KEY, nonce, rng.randbytes(16)))
    if kind:
        right[rng.randrange(len(right))] ^= 1 << rng.randrange(8)
    else:
        right = rng.randbytes(rng.randrange(1, 200)) + bytes(proof.ASKED)
    s.sendall(right)
    assert ended(s) == b""


def garbled(board, rng, kind):
    # In a session that is begun: a bit, a length, huge ones among them, the wrong seal.
    order = b"W" + b"abcd".ljust(16) + bytes(4) + b"data"
    knock = Knock(board.box.address, KEY, b"o")
    right = bytearray(seal.Seal(knock.secret, b"pc").close(order))
    if kind == 2:
        right[rng.randrange(2, len(right))] ^= 1 << rng.randrange(8)
    elif kind == 3:
        right[:2] = rng.choice((b"\xff\xff", b"\4\1", b"\0\0", b"\0\1", b"\0\x14"))
        right += bytes(8)
    else:
        other = seal.Seal(knock.secret, rng.choice((b"board", b"pc")))
        other.close(b"x")  # so that it has another number
        right = other.close(order)
    knock.send(right)
    assert closed(knock)
    knock.close()


def test_who_answers_in_place_of_the_board_is_found_out():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def pretend():
            s, _ = server.accept()
            s.sendall(proof.HELLO + bytes(16))
            s.recv(100)
            s.sendall(b"+" + bytes(16))
            s.close()

        thread = threading.Thread(target=pretend)
        thread.start()
        with pytest.raises(Gone, match="does not have the key"):
            asked("127.0.0.1:%d" % server.getsockname()[1], KEY, b"s")
        thread.join()


@pytest.mark.parametrize(
    "line, why",
    [
        ("= x 0 boot.py", "not to be replaced"),
        ("= x 0 usnmp_update/boot.mpy", "not to be replaced"),
        ("+ x 0 usnmp_update/boot.py", "not to be replaced"),
        ("- - - usnmp_update/__init__.mpy", "not to be replaced"),
        ("= x 0 usnmp_update.key", "not to be replaced"),
        ("+ x 0 update/trial", "not to be replaced"),
        ("+ x 0 ../x", "not to be replaced"),
        ("+ x 0 /main.py", "not to be replaced"),
        ("+ x 0 main.py", "it is there already"),
        ("= x 0 main.mpy", "it is not there"),
        ("- - - main.mpy", "it is not there"),
        ("= %s 00 main.py" % ("f" * 16), "No such file|ENOENT|2"),
        ("? x 0 main.py", "no such line"),
        ("nonsense", "unpack|values"),
        ("* ota_0 00:5 ota_1", "esp32|partition"),
    ],
)
def test_a_journal_with_such_a_line_is_refused_whole(line, why, monkeypatch):
    flash = Flash(OLD)
    install(monkeypatch, flash)
    talk = Talk()
    text = (line + "\n").encode()
    talk.write("journal", text)
    answer = talk.ask(b"C", sha(text).encode())
    assert answer[:1] == b"-"
    assert re.search(why, answer.decode()), answer
    assert "update/swap" not in flash.files and not talk.session.restart
    del flash.files["update/journal"]
    assert flash.visible() == whole(OLD)


def test_what_did_not_arrive_as_it_was_sent_is_not_taken(monkeypatch):
    flash = Flash(OLD)
    install(monkeypatch, flash)
    talk = Talk()
    files, _ = journal()
    name = sorted(files)[0]
    real = talk.ask

    def ask(order, data=b""):
        if order == b"C":
            flash.files["update/" + name] += b"!"
        return real(order, data)

    talk.ask = ask
    assert b"not as it was sent" in update(talk)
    assert "update/swap" not in flash.files


def test_a_full_flash_is_said(monkeypatch):
    flash = Flash(OLD)
    flash.room = 150
    install(monkeypatch, flash)
    talk = Talk()
    name = b"abcd".ljust(16)
    assert talk.ask(b"W", name + bytes(4) + bytes(100)) == b"+"
    assert talk.ask(b"W", name + b"\0\0\0\x64" + bytes(100)) == b"-the flash is full"


def test_a_piece_that_does_not_follow_is_refused(monkeypatch):
    flash = Flash(OLD)
    install(monkeypatch, flash)
    talk = Talk()
    name = b"abcd".ljust(16)
    assert talk.ask(b"W", name + bytes(4) + b"abc") == b"+"
    assert talk.ask(b"W", name + b"\0\0\0\4" + b"e") == b"-there are 3 octets"
    assert talk.ask(b"Z") == b"-no such order"
    assert talk.ask(b"H", b"nothing").startswith(b"-")


def test_the_board_says_why_and_the_session_goes_on(same):
    with Channel(same.box.address, KEY) as channel:
        with pytest.raises(Refused, match="says:"):
            channel.read("nothing")
        assert channel.read("main.py") == same.main.read_bytes()
