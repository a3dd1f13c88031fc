# What a person starts, on a system without what Windows lacks (hidden.py): all of it tells its
# options; main.py answers, and the commands ask, listen and serve, in a folder with spaces and a
# user's name beyond ASCII.

import pytest
from hidden import start
from programs import PROGRAMS

ENCODINGS = "cp1252", "ascii", "utf-8"


def ended(process):
    """(status, standard output, standard error) at its end, octets."""
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_each_program_tells_its_options(program, encoding):
    status, out, err = ended(start(PROGRAMS[program], "-h", encoding=encoding))
    if program == "virtual_board.py":
        assert (status, out) == (1, b"") and err.count(b"\n") == 1 and b"Linux" in err
    else:
        assert (status, err) == (0, b"") and out.lower().startswith(b"usage: ")
