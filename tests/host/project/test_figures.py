# The figures of docs/performance.md: what is counted is put there by tools/bench/bench.py --page.
# Here is what tells that this is due, and that it does.

import re
import sys

import pytest
from conftest import ROOT
from usnmp_tools.modules import available, target

sys.path.append(str(ROOT / "tools" / "bench"))
import bench  # noqa: E402

DUE = "tools/bench/bench.py modules --page is due"


def listed():
    """Of the table of modules the names and the octets of each .mpy file."""
    (table,) = re.findall(r"^```text\nmodule  .*\n((?:.+\n)*?)```", bench.PAGE.read_text(), re.M)
    return re.findall(r"^(usnmp[\w.]*) +(\d+)", table, re.M)


def test_the_table_of_modules_has_each_module_of_a_board():
    assert [name for name, _ in listed()] == sorted(available()), DUE


def test_the_sizes_in_the_table_are_right_to_a_tenth(build):
    # Not to the octet: each change of a module would have to come with a new table.
    for name, said in listed():
        size = (build / target(name, available()[name])).stat().st_size
        assert abs(size - int(said)) <= size / 10, (name, said, size, DUE)


PAGE = """Text.

```text
request  octets
GET         256
```

More.
"""


def test_a_table_is_entered_for_the_one_with_its_heads():
    figure = bench.Figure("Garbage", ["request", "octets"])
    figure.rows = [["GET", 240], ["unauthorised", None]]
    expected = PAGE.replace("request  octets", "request       octets")
    expected = expected.replace("GET         256", "GET              240\nunauthorised       -")
    assert figure.entered(PAGE) == expected


def test_a_table_that_the_page_has_not_is_not_entered():
    figure = bench.Figure("Garbage", ["request", "octets", "target"])
    with pytest.raises(bench.Missing, match="0 tables"):
        figure.entered(PAGE)
