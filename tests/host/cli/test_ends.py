# How each command, each tool and main.py end: arguments that are wrong, a pipe that is closed, a
# disk that is full, Ctrl-C. A status and one line, never a traceback.

import fcntl
import os
import signal

import pytest
from programs import PROGRAMS, TOOLS, ended, start, until, writing

F_SETPIPE_SZ = 1031
# Their options are read by a module that MicroPython has too; Ctrl-C is how they end
OWN = "main.py", "usnmp agent"
programs = pytest.mark.parametrize("program", PROGRAMS)
buffered = pytest.mark.parametrize("buffered", (True, False), ids=("buffers", "at-once"))


def test_all_of_them_are_tested():
    assert {"build.py", "configure.py", "console.py", "deploy.py"} <= {p.name for p in TOOLS}
    assert len(PROGRAMS) > 30


def fault(err):
    """The only line of `err` but the usage, which goes on in lines that are indented."""
    lines = [text for text in err.splitlines() if text and not text.startswith(("usage:", " "))]
    told = [text for text in lines if not text.startswith("usnmp COMMAND -h explains")]
    assert len(told) == 1, err
    return told[0]


@programs
@buffered
def test_an_option_that_there_is_not_ends_with_2_and_a_line(program, buffered, tmp_path):
    status, out, err = ended(start(program, "--no-such-option", "x", buffered=buffered))
    assert (status, out) == (2, ""), (out, err)
    line = fault(err).replace(str(PROGRAMS["main.py"][0]), "main.py")
    assert line.startswith((program + ": ", program + ": error: ")), err


@programs
@buffered
def test_a_wrong_option_that_cannot_be_told_ends_with_2(program, buffered):
    for target in ("/dev/full", None):
        with full_or_closed(target) as stream:
            process = start(program, "--no-such-option", buffered=buffered, stderr=stream)
            status, out, _ = ended(process)
        assert out == "" and status in ((1, 141) if program in OWN else (2,))


def full_or_closed(target):
    """A file to write to: /dev/full, or a pipe that nobody reads."""
    if target:
        return open(target, "w")
    read, write = os.pipe()
    os.close(read)
    return os.fdopen(write, "w")


@programs
@buffered
def test_help_into_a_closed_pipe_says_nothing(program, buffered):
    with full_or_closed(None) as stream:
        status, _, err = ended(start(program, "-h", buffered=buffered, stdout=stream))
    assert (status, err) == (141, "")


@programs
@buffered
def test_help_onto_a_full_disk_says_so(program, buffered):
    with full_or_closed("/dev/full") as stream:
        status, _, err = ended(start(program, "-h", buffered=buffered, stdout=stream))
    assert status == 1 and fault(err).endswith(": No space left on device"), err


@programs
@pytest.mark.parametrize("closed", ("1", "2", "12"))
def test_streams_that_are_closed_are_no_fault(program, closed):
    status, _, err = ended(start(program, "-h", closed=closed))
    assert status == 0 and "Traceback" not in err
    status, out, err = ended(start(program, "--no-such-option", closed=closed))
    assert (status, out) == (2, "") and "Traceback" not in err


@programs
@buffered
def test_ctrl_c_ends_it_while_nobody_reads_what_it_prints(program, buffered):
    read, write = os.pipe()
    fcntl.fcntl(write, F_SETPIPE_SZ, 4096)
    os.write(write, bytes(4096))  # as of a pager that has enough for now
    with os.fdopen(write, "w") as stream:
        process = start(program, "-h", buffered=buffered, stdout=stream)
    until(lambda: writing(process), process)
    process.send_signal(signal.SIGINT)
    with os.fdopen(read, "rb") as stream:
        stream.read()
    status, _, err = ended(process)
    assert (
        status == (0 if program in OWN else 130)
        and len(err.split("\n")) < 4
        and "Traceback" not in err
    ), err
