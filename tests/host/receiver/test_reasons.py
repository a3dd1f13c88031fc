# The reasons in words are those that a receiver gives, no more and no less.

import re

from conftest import ROOT
from usnmp_receiver import v3
from usnmp_receiver.reasons_pc import REASONS


def test_every_reason_has_its_words():
    given = set(v3._REASONS[1:])
    for name in ("__init__", "v3"):
        text = (ROOT / "usnmp_receiver" / (name + ".py")).read_text()
        given |= set(re.findall(r'(?:_bad\([^\n]*, |reason = )"([\w ]+)"', text))
    assert given == set(REASONS)
    assert all(len(words) > 10 for words in REASONS.values())
    page = (ROOT / "docs" / "receiver.md").read_text()
    assert all('`"%s"`' % reason in page for reason in REASONS)
