# main.py as a person runs it: what it prints, how it ends, what it says of mistakes.

import shlex
import socket
import subprocess
import sys

import pytest
from conftest import INTERPRETERS, ROOT, Running, free_port, interpreter, run


def test_it_prints_what_it_serves_and_the_line_to_type_which_works(served):
    assert served.banner[0].startswith("usnmp ") and served.target in served.banner[0]
    assert "1.3.6.1.4.1.8072.9999.9999.5.0" in "\n".join(served.banner)
    command = shlex.split(served.banner[-1])
    assert command[0] == "snmpwalk"
    assert run(*command).stdout.rstrip().endswith("End of MIB")


def test_ctrl_c_ends_it_cleanly(served):
    status, rest = served.stop()
    assert status == 0 and rest.split() == ["stopped"]


def start(name, build, *arguments):
    """Run main.py, with arguments that end it at once, to its end."""
    folder = str(ROOT if name == "cpython" else build)
    command = [*interpreter(name), "main.py", *arguments]
    return run("sh", "-c", 'cd "$0" && exec "$@"', folder, *command, timeout=20)


@pytest.mark.parametrize("name", INTERPRETERS)
def test_mistakes_make_one_clear_line_and_a_non_zero_exit(name, build, tmp_path):
    def config(text):
        path = tmp_path / ("config%d.json" % len(list(tmp_path.iterdir())))
        path.write_text(text)
        return ("--config", path)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        cases = (
            (("--prot", "5"), 2, "--prot"),
            (("extra",), 2, "extra"),
            (("--port",), 2, "--port"),
            (("--port", "many"), 2, "many"),
            (("--port=99999",), 2, "99999"),
            (("--config", tmp_path / "none.json"), 2, "none.json"),
            (config("{"), 2, "not JSON"),
            (config('{"port": 1161'), 2, "not JSON"),
            (config("[]"), 2, "object"),
            (config('{"prot": 1}'), 2, '"prot"'),
            (config('{"port": "x"}'), 2, '"port"'),
            (("--port", port), 1, "cannot listen on 127.0.0.1:" + port),
            (("--port", str(free_port()), "--host", "192.0.2.1"), 1, "192.0.2.1"),
        )
        for arguments, status, word in cases:
            done = start(name, build, *arguments)
            assert not done.stdout and done.stderr.count("\n") == 1, done
            assert done.stderr.startswith("main.py: ") and word in done.stderr, done
            assert done.returncode == status


@pytest.mark.parametrize("name", INTERPRETERS)
def test_help_prints_the_options(name, build):
    done = start(name, build, "--help")
    assert done.returncode == 0 and "--config FILE" in done.stdout


def test_a_secret_community_is_not_printed(tmp_path):
    path = tmp_path / "config.json"
    path.write_text('{"read_community": "s3cret"}')
    process = subprocess.Popen(
        [sys.executable, "main.py", "--port", str(free_port()), "--config", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    running = Running(process, 0)
    _, rest = running.stop()
    assert "s3cret" not in "\n".join(running.banner) + rest
