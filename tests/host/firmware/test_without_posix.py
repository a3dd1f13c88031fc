# main.py and the command usnmp on a system without what Windows lacks: their names are taken away
# before anything of ours is imported.

import subprocess
import sys

from conftest import ROOT, Running, free_port, run, tool

HIDE = """
import os, select, signal, socket, sys
import asyncio, subprocess, tempfile, logging, multiprocessing
for name in "poll epoll kqueue".split():
    if hasattr(select, name):
        delattr(select, name)
for name in [n for n in vars(select) if n[:4] in ("POLL", "EPOL")]:
    delattr(select, name)
for name in "SIGHUP SIGALRM pthread_sigmask".split():
    delattr(signal, name)
for module, names in ((os, "fork fchmod getppid"), (socket, "AF_UNIX SO_REUSEPORT")):
    for name in names.split():
        delattr(module, name)
for name in "fcntl termios tty pty pwd grp resource curses".split():
    sys.modules[name] = None
import runpy
sys.path.insert(0, %r)
""" % str(ROOT)
MAIN = HIDE + "sys.argv[0] = 'main.py'\nrunpy.run_path(%r, run_name='__main__')" % str(
    ROOT / "main.py"
)
USNMP = HIDE + "from usnmp_pc.cli import main\nsys.exit(main())"


def test_main_py_answers_net_snmp_and_the_command_asks_it(tmp_path):
    folder = tmp_path / "Jürgen Müller"
    folder.mkdir()
    (folder / "config.json").write_text('{"name": "Küche"}', encoding="utf-8")
    port = free_port()
    arguments = ["--port", str(port), "--config", str(folder / "config.json")]
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        agent = Running(process, port)
        got = run(
            tool("snmpget"), "-v2c", "-c", "public", "-Oqv", agent.target, ".1.3.6.1.2.1.1.5.0"
        )
        assert "4B C3 BC 63 68 65" in got.stdout, (got, agent.banner)
        for command in ("get", "getnext"):
            done = run(sys.executable, "-c", USNMP, command, agent.target, "1.3.6.1.2.1.1.5.0")
            assert done.returncode == 0 and "iso.3.6.1.2.1.1." in done.stdout, done
        done = run(sys.executable, "-c", USNMP, "walk", "-On", agent.target, "1.3.6.1.2.1.1")
        assert done.returncode == 0 and done.stdout.count("\n") == 7, done
    finally:
        process.kill()
        process.communicate()
