# The interpreter of a board whose modules are frozen into its firmware, as a manifest of
# tools/build.py says. Imports supervisor; tests of frozen modules import it.

import os
import subprocess
from pathlib import Path

from board_box.supervisor import DEVICE, BoxError

FREEZE = Path(__file__).resolve().parent / "freeze"


def build(folder, manifest, source, compiler, board=None, more=DEVICE, tests=()):
    """Build one; its path, for Box(frozen=).

    folder: where it is put. manifest: Path. source: the folder micropython-source of tools/setup.
    compiler: the path of mpy-cross. The box's stand-ins are frozen too: on a chip drivers and
    their names are in flash as well. board: "2M" or "512K", to lack what the firmware for such an
    ESP8266 lacks; None: as Debian's interpreter; "plain": that with AES. more: instead of the
    stand-ins.
    tests: what is frozen with its assertions. Raises BoxError with what the compiler said.
    """
    both = Path(folder) / "board.py"
    own = ['freeze("%s", "%s", opt=3)' % (path.parent, path.name) for path in more]
    own += ['freeze("%s", "%s", opt=0)' % (path.parent, path.name) for path in tests]
    both.write_text("\n".join(['include("%s")' % manifest, *own, ""]))
    target = Path(folder) / "micropython"
    path = os.pathsep.join([str(Path(compiler).parent), os.environ["PATH"]])
    command = [str(FREEZE), str(source), str(both), str(target)]
    done = subprocess.run(
        command + [board] * bool(board),
        capture_output=True, text=True, timeout=240, env={**os.environ, "PATH": path},
    )  # fmt: skip
    if done.returncode:
        raise BoxError("MicroPython was not built: %s" % done.stderr[-2000:])
    return target
