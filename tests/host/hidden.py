# A CPython as Windows has it, made of that of this PC: what is POSIX alone is taken away, a file
# that is open cannot be replaced, asyncio's loop cannot wait for a socket, and text files without
# an encoding are an error. Imports conftest; test_without_posix*.py import it.

import os
import subprocess
import sys

from conftest import ROOT

_HIDE = '''
import asyncio, logging, multiprocessing, os, select, selectors, signal, socket, subprocess, sys
import tempfile, warnings
selectors.DefaultSelector = subprocess._PopenSelector = selectors.SelectSelector
try:  # pyserial's port: on Windows it is another, which has no descriptor
    import io, serial, mpremote.transport_serial
    def no_number(self):
        raise io.UnsupportedOperation("fileno")
    serial.Serial.fileno = no_number
except ImportError:
    pass
for name in [n for n in vars(select) if n[:4].lower() in ("poll", "epol", "kque", "keve")]:
    delattr(select, name)
for name in """SIGHUP SIGALRM SIGUSR1 SIGUSR2 SIGPIPE SIGQUIT SIGWINCH SIGKILL pthread_sigmask
        setitimer getitimer pause alarm sigwait""".split():
    delattr(signal, name)
for name in """fork forkpty fchmod fchown chown getppid getuid geteuid getgid getegid getgroups
        setuid setsid getpgid setpgid killpg mkfifo openpty ttyname uname sysconf statvfs fstatvfs
        getloadavg register_at_fork sync pread pwrite wait chroot lchown
        sched_getaffinity""".split():
    delattr(os, name)
for name in """AF_UNIX SO_REUSEPORT MSG_DONTWAIT MSG_TRUNC MSG_ERRQUEUE MSG_NOSIGNAL CMSG_SPACE
        CMSG_LEN IP_PKTINFO IP_RECVERR SO_BINDTODEVICE""".split():
    if hasattr(socket, name):
        delattr(socket, name)
class Socket(socket.socket):
    recvmsg = recvmsg_into = sendmsg = property(lambda self: self.no_such_method)
socket.socket = Socket
def pair(*kinds):  # Windows has none, and Python makes one in this way there
    with socket.create_server(("127.0.0.1", 0)) as server:
        one = socket.create_connection(server.getsockname())
        return one, server.accept()[0]
socket.socketpair = pair
for name in "fcntl termios tty pty pwd grp resource curses readline syslog posix".split():
    sys.modules[name] = None

class Proactor(asyncio.SelectorEventLoop):
    def add_reader(self, *args):
        raise NotImplementedError
    add_writer = remove_reader = add_signal_handler = add_reader
policies = asyncio.DefaultEventLoopPolicy
class Policy(policies):
    def new_event_loop(self):
        return Proactor()
asyncio.WindowsSelectorEventLoopPolicy = policies
asyncio.set_event_loop_policy(Policy())

def is_open(path):
    found = "/proc/self/fd"
    path = os.path.realpath(path)
    return any(os.path.realpath(os.path.join(found, n)) == path for n in os.listdir(found))
def refusing(call, there=False):
    def called(*paths, **more):
        for path in paths:
            if is_open(path):
                raise PermissionError(13, "it is open, as Windows sees it", path)
        if there and os.path.exists(paths[-1]):
            raise FileExistsError(17, "it is there", paths[-1])
        return call(*paths, **more)
    return called
os.replace = refusing(os.replace)
os.rename = refusing(os.rename, there=True)
os.remove = os.unlink = refusing(os.remove)

if hasattr(__builtins__, "EncodingWarning"):
    of_ours = r"usnmp|__main__|configure|build|deploy|console|virtual_board|board_box"
    warnings.filterwarnings("error", category=EncodingWarning, module=of_ours)
import runpy
sys.path.insert(0, %r)
''' % str(ROOT)
_PATH = "sys.argv[0] = %r\nrunpy.run_path(%r, run_name='__main__')"
_MODULE = "runpy.run_module(%r, run_name='__main__', alter_sys=True)"


def command(words, *arguments):
    """The command that runs `words`, of programs.PROGRAMS, with arguments, on such a system."""
    words = list(words)
    if words[0] == "-m":
        code = _MODULE % words[1]
        arguments = [*words[2:], *arguments]
    else:
        code = _PATH % (words[0].rsplit("/", 1)[-1], words[0])
    more = ["-X", "warn_default_encoding"]
    return [sys.executable, *more, "-c", _HIDE + code, *map(str, arguments)]


def start(words, *arguments, encoding="cp1252", **kw):
    """Its process, whose standard streams have `encoding`, as consoles there do; pipes."""
    env = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUNBUFFERED": "1", "LC_ALL": "C"}
    env.pop("PYTHONUTF8", None)
    kw = {"stdin": subprocess.DEVNULL, "stdout": -1, "stderr": -1, "env": env, **kw}
    return subprocess.Popen(command(words, *arguments), **kw)
