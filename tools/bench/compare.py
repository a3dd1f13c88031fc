# Figures of bench.py beside those of an earlier version, as bench.py --json keeps them. What is
# counted may not grow by more than 2 %; of times only the ratio is shown, for machines differ.
# Imports nothing of ours; bench.py imports it.

GROWTH = 1.02
# Figures that are the same on each run: octets and instructions. More of them is worse.
EXACT = (
    "garbage",
    "modules",
    "objects",
    "instructions",
    "managers",
    "board",
    "features",
    "lasting",
)
AIMS = ("target",)  # columns that are no figures


def exact(results):
    """{"figure: row: column": number} of what is counted in the results of bench.py."""
    return _numbers(results, [name for name in results if name in EXACT])


def timed(results):
    """The same of what is timed."""
    return _numbers(results, [name for name in results if name not in EXACT])


def _numbers(results, names):
    found = {}
    for name in names:
        if not isinstance(results[name], dict):  # the version of Python, and the like
            continue
        heads = results[name]["heads"]
        for row in results[name]["rows"]:
            seen = {}
            for head, value in list(zip(heads, row))[1:]:
                # Two columns may have the same head; the second is beside the first.
                seen[head] = seen.get(head, 0) + 1
                title = head if seen[head] == 1 else "%s (%d)" % (head, seen[head])
                if isinstance(value, (int, float)) and head not in AIMS:
                    found["%s: %s: %s" % (name, row[0], title)] = value
    return found


def grown(results, earlier):
    """A line for each counted figure that is more than 2 % above that of `earlier`, or is not
    there any more though its figure was measured.
    """
    now = exact(results)
    lines = []
    for name, was in exact(earlier).items():
        if name.split(":")[0] not in results:  # not measured in this run
            continue
        found = now.get(name)
        if found is None:
            lines.append("%s: was %s, is gone" % (name, was))
        elif found > was * GROWTH:
            more = " (%+.1f %%)" % (100 * found / was - 100) if was else ""
            lines.append("%s: was %s, is %s%s" % (name, was, found, more))
    return lines


def ratios(results, earlier):
    """A line for each timed figure of both: what it was, is, and the ratio."""
    was = timed(earlier)
    return [
        "%s: was %s, is %s, x %.2f" % (name, was[name], found, found / was[name])
        for name, found in timed(results).items()
        if was.get(name)
    ]


def same_interpreter(results, earlier):
    """Were both counted with the same MicroPython? Another build takes some percent more or less
    instructions."""
    return results.get("micropython") == earlier.get("micropython")
