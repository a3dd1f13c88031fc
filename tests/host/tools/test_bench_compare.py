# tools/bench/bench.py --against: counted figures that grew by more than 2 % are told, and the
# status is 1; times never fail.

import copy
import json
import subprocess
import sys

import pytest
from conftest import ROOT

sys.path.append(str(ROOT / "tools" / "bench"))
import compare  # noqa: E402

NOW = {
    "python": "3.11.7",
    "garbage": {"heads": ["request", "octets", "target"], "rows": [["GET", 256, 200]]},
    "modules": {
        "heads": ["module", "heap", "beside usnmp", "from ROMFS", "beside usnmp"],
        "rows": [["usnmp_mib", 5000, 3000, 2000, 1000], ["an Agent", None, 10, 20, 30]],
    },
    "walk": {"heads": ["manager", "version", "GETNEXT"], "rows": [["usnmp", None, 30.0]]},
}


def earlier(figure, row, column, value):
    """NOW with another number in one place."""
    made = copy.deepcopy(NOW)
    made[figure]["rows"][row][column] = value
    return made


def test_what_did_not_change_is_not_told():
    assert compare.grown(NOW, NOW) == []


def test_what_grew_by_more_than_2_percent_is_named_with_what_it_was_and_is():
    assert compare.grown(NOW, earlier("garbage", 0, 1, 250)) == [
        "garbage: GET: octets: was 250, is 256 (+2.4 %)"
    ]


def test_what_grew_by_2_percent_or_shrank_is_not_told():
    assert compare.grown(NOW, earlier("modules", 0, 1, 4902)) == []
    assert compare.grown(NOW, earlier("modules", 0, 1, 9000)) == []


def test_the_second_of_two_columns_with_one_head_is_told_apart():
    (line,) = compare.grown(NOW, earlier("modules", 0, 4, 900))
    assert line.startswith("modules: usnmp_mib: beside usnmp (2): was 900, is 1000")


def test_what_was_nothing_may_not_become_something():
    (line,) = compare.grown(NOW, earlier("garbage", 0, 1, 0))
    assert line == "garbage: GET: octets: was 0, is 256"


def test_a_figure_that_is_gone_is_told():
    now = copy.deepcopy(NOW)
    del now["modules"]["rows"][0]
    assert len(compare.grown(now, NOW)) == 4


def test_what_was_not_measured_now_is_not_told():
    now = copy.deepcopy(NOW)
    del now["modules"]
    assert compare.grown(now, NOW) == []


def test_targets_and_times_do_not_fail():
    before = earlier("garbage", 0, 2, 1)
    before["walk"]["rows"][0][2] = 15.0
    assert compare.grown(NOW, before) == []
    assert compare.ratios(NOW, before) == ["walk: usnmp: GETNEXT: was 15.0, is 30.0, x 2.00"]


FILES = sorted((ROOT / "tools" / "bench" / "figures").glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_figures_kept_of_a_version_are_all_that_are_counted(path):
    kept = json.loads(path.read_text())
    assert set(compare.EXACT) <= set(kept)
    assert len(compare.exact(kept)) > 500


def test_a_run_against_a_file_with_smaller_figures_fails_and_says_why(tmp_path):
    kept = json.loads(FILES[-1].read_text())
    row = kept["objects"]["rows"][0]
    row[1] -= 20
    file = tmp_path / "smaller.json"
    file.write_text(json.dumps(kept))
    command = [sys.executable, ROOT / "tools/bench/bench.py", "objects", "--against"]
    done = subprocess.run([*command, file], capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stderr
    assert "objects: %s: octets: was %d, is" % (row[0], row[1]) in done.stdout
    done = subprocess.run([*command, FILES[-1]], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, (done.stdout, done.stderr)
