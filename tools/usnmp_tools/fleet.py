# Many boards, updated over the network side by side, and a table of what became of each. Imports
# channel, config_check, network and terminal; deploy.py imports it.

# The boards themselves know what they have: so there is no file of what is done. A second run asks
# all, finds nothing to do at those that have it, and goes on with the others where they were.

import copy
import sys
import threading
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from usnmp_pc import config_file

from . import channel, config_check, network
from .terminal import Fault, plain

KEYS = "address", "key_file", "config", "main", "profile"
PATHS = "key_file", "config", "main"

# name: in the file; args: as of a run of deploy.py for this board alone
Board = namedtuple("Board", "name args")
# done: a network.Done, or None; why: what is wrong if it is None
Result = namedtuple("Result", "name address done why")


def read(path, args, profiles):
    """The Boards that the JSON file `path` lists. args: what holds for those of which it does not
    say otherwise; profiles: their names. Raises Fault, OSError.
    """
    try:
        found = config_file.read(path)
        boards = _checked(found)
    except ValueError as e:
        raise Fault("%s: %s" % (path, e))
    folder = Path(path).parent
    made = []
    for name, values in boards.items():
        own = copy.copy(args)
        own.extras = list(args.extras)
        for key, value in values.items():
            setattr(own, key, str(folder / value) if key in PATHS else value)
        own.no_config = own.config is None
        own.key = network.key(own.key_file)
        if own.key is None:
            raise Fault("%s: no key for %s: key_file, --key-file or $%s" % (
                path, plain(name), network.VARIABLE
            ))  # fmt: skip
        if own.profile is not None and own.profile not in profiles:
            raise Fault(
                "%s: %s: a profile is one of %s" % (path, plain(name), ", ".join(profiles))
            )
        made.append(Board(name, own))
    return made


def _checked(found):
    # name -> what is said of each board.
    if not isinstance(found, dict) or set(found) - {"defaults", "boards"}:
        raise ValueError('an object with "boards" and, if you like, "defaults"')
    defaults = found.get("defaults", {})
    boards = found.get("boards")
    if not isinstance(boards, dict) or not boards:
        raise ValueError('"boards" must be an object: {"attic": "192.0.2.7", ...}')
    made, at = {}, {}
    _section("defaults", defaults)
    for name, values in boards.items():
        values = {"address": values} if isinstance(values, str) else values
        _section(name, values)
        made[name] = {**defaults, **values}
        address = made[name].get("address")
        if not address or not config_check.is_host(channel.place(address)[0]):
            raise ValueError('"%s": "address" must be HOST or HOST:PORT' % name)
        if channel.place(address) in at:
            raise ValueError('"%s" and "%s" have one address' % (at[channel.place(address)], name))
        at[channel.place(address)] = name
    return made


def _section(name, values):
    if not isinstance(values, dict):
        raise ValueError('"%s" must be an address, or an object with keys and values' % name)
    for key, value in values.items():
        if key not in KEYS:
            known = ", ".join(KEYS)
            raise ValueError('unknown key "%s.%s" (known: %s)' % (name, key, known))
        if not isinstance(value, str) or not value:
            raise ValueError('"%s.%s" must be text in quotes' % (name, key))


class Fleet:
    """The update of many boards. one: called with a Board, a function that says whether to stop,
    and whether to do nothing, gives a network.Done or raises Fault. say: called with one str.
    """

    def __init__(self, boards, one, say=print):
        self._boards = boards
        self._one = one
        self._say = say
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self.results = {}

    def run(self, jobs, dry_run=False):
        """Update them, `jobs` at a time; the Results, in the order of the file. After Ctrl-C none
        is begun any more, those under way stop where they may, and KeyboardInterrupt is raised.
        """
        pool = ThreadPoolExecutor(jobs)
        tasks = [pool.submit(self._do, board, dry_run) for board in self._boards]
        try:
            for task in tasks:
                task.result()
        except BaseException:
            self._stopped.set()
            for task in tasks:
                task.cancel()
            raise
        finally:
            pool.shutdown()
        return [self.results[board.name] for board in self._boards]

    def _do(self, board, dry_run):
        done, why = None, None
        try:
            if self._stopped.is_set():
                raise Fault("not begun")
            done = self._one(board, self._stopped.is_set, dry_run)
        except (Fault, OSError) as e:
            why = plain(str(e).split("\n")[0])
        except Exception as e:  # a defect of ours: the others are not to wait for it
            why = plain("%s: %s" % (type(e).__name__, e))
        with self._lock:
            result = Result(board.name, board.args.address, done, why)
            self.results[board.name] = result
            self._say("%s: %s" % (plain(board.name), state(result)))


def state(result):
    """What became of a board, in words."""
    if not result.done:
        return "FAILED: %s" % result.why
    if result.done.uptime is None:
        return "would copy %d" % result.done.copied
    if not result.done.changed:
        return "had it already"
    return "done, %d files copied" % result.done.copied


def lines(results):
    """The table, a list of lines, and how many are well."""
    rows = [("board", "address", "state")]
    rows += [(plain(r.name), plain(r.address), state(r)) for r in results]
    widths = [max(len(row[i]) for row in rows) for i in (0, 1)]
    table = ["%s  %s  %s" % (a.ljust(widths[0]), b.ljust(widths[1]), c) for a, b, c in rows]
    well = sum(1 for r in results if r.done)
    return [*table, "%d of %d boards are well" % (well, len(results))]


def update(boards, one, jobs, dry_run=False):
    """What deploy.py --fleet does; its exit status."""
    fleet = Fleet(boards, one, lambda text: print(text, flush=True))
    try:
        results = fleet.run(jobs, dry_run)
    except KeyboardInterrupt:
        known = [fleet.results[b.name] for b in boards if b.name in fleet.results]
        print("\n" + "\n".join(lines(known)))
        print("deploy.py: run it again: it goes on where it was", file=sys.stderr)
        raise
    print("\n" + "\n".join(lines(results)))
    for result in results:
        for note in result.done.notes if result.done else ():
            print("note: %s: %s" % (plain(result.name), plain(note)))
    return 0 if all(result.done for result in results) else 1
