# usnmp_agent.request_cache changes nothing but the time that a request takes: the hostile corpus
# and a random mix of requests, through an agent with it and one without, on each interpreter.


import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, tool

import corpus


def twins(name, build, tmp_path, kind, *number, timeout=300):
    # How many datagrams of the corpus there were; how many were answered from a known shape.
    stream = tmp_path / "corpus"
    cases = list(dict.fromkeys(case[2][: corpus.MAX_SIZE] for case in corpus.corpus()))
    stream.write_bytes(b"".join(len(d).to_bytes(2, "big") + d for d in cases))
    script = ROOT / "tests/host/agent/shapes_twins.py"
    if name == "cpython":
        command = [*interpreter(name), script, ROOT, stream, kind, *number]
    else:
        # two agents take more than 38 KiB
        command = [tool(name), "-X", "heapsize=512k", script, build, stream, kind, *number]
    folder = str(ROOT / "tests/portable/agent")
    done = run(*command, env={"PYTHONPATH": folder, "MICROPYPATH": folder}, timeout=timeout)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return len(cases), int(done.stdout)


@pytest.mark.parametrize("kind", ["shapes", "speed"])
@pytest.mark.parametrize("name", INTERPRETERS)
def test_replies_and_counters_are_those_of_an_agent_without_shapes(name, kind, build, tmp_path):
    cases, known = twins(name, build, tmp_path, kind)
    assert known > cases


@pytest.mark.slow
def test_a_million_requests_for_changing_values_are_answered_as_without(build, tmp_path):
    _, known = twins("cpython", build, tmp_path, "speed", "1000000", timeout=3000)
    assert known > 500000
