# usnmp_agent.request_cache changes nothing but the time that a request takes: the hostile corpus
# and a random mix of requests, through an agent with it and one without, on each interpreter.


import pytest
from conftest import INTERPRETERS, ROOT, interpreter, run, tool

import corpus


@pytest.mark.parametrize("name", INTERPRETERS)
def test_replies_and_counters_are_those_of_an_agent_without_shapes(name, build, tmp_path):
    stream = tmp_path / "corpus"
    cases = list(dict.fromkeys(case[2][: corpus.MAX_SIZE] for case in corpus.corpus()))
    stream.write_bytes(b"".join(len(d).to_bytes(2, "big") + d for d in cases))
    script = ROOT / "tests/host/agent/shapes_twins.py"
    if name == "cpython":
        command = [*interpreter(name), script, ROOT, stream]
    else:
        # two agents take more than 38 KiB
        command = [tool(name), "-X", "heapsize=256k", script, build, stream]
    done = run(*command, env={"PYTHONPATH": str(ROOT / "tests/portable/agent")}, timeout=300)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert int(done.stdout) > len(cases)
