# The console command `usnmp`: finds the subcommand and runs it. Imports cli.plain,
# usnmp_pc.streams, and the subcommand's module when it is wanted. For CPython; `python3 -m
# usnmp_pc.cli` from a checkout.

import sys

from usnmp_pc import streams

from .plain import is_terminal

# name: (module, what it does)
COMMANDS = {
    "get": ("ask", "read objects"),
    "getnext": ("ask", "read what follows objects"),
    "bulkget": ("ask", "read what follows objects, many at once (SNMPv2c)"),
    "walk": ("walk", "read all below an object, one by one"),
    "bulkwalk": ("walk", "read all below an object, many at once (SNMPv2c)"),
    "table": ("table", "read a table"),
    "set": ("ask", "write objects"),
    "df": ("df", "the file systems of an agent"),
    "status": ("status", "what an agent is and how its interfaces are"),
    "netstat": ("netstat", "the interfaces of an agent and their counters"),
    "delta": ("delta", "how fast counters grow"),
    "poll": ("poll", "read objects of many agents, again and again"),
    "watch": ("watch", "boards and their sensors, as they change"),
    "dash": ("dash", "show boards on a web page of this machine"),
    "graph": ("graph", "draw what was kept of a host"),
    "discover": ("discover", "who answers in a network"),
    "exporter": ("exporter", "ask agents for Prometheus"),
    "trap": ("notify", "send a trap"),
    "inform": ("notify", "send a notification and wait for its acknowledgement (SNMPv2c)"),
    "trapd": ("trapd", "show traps and informs that come in"),
    "translate": ("translate", "names to OIDs and back, and what MIBs have of them"),
    "agent": ("agent", "serve the system group and the objects of a configuration"),
    "simulate": ("simulate", "serve recorded walks as devices"),
    "proxy": ("proxy", "pass requests on to agents of another version, and traps to managers"),
    "record": ("record", "record a device, for simulate"),
    "skeleton": ("skeleton", "write a MicroPython module that serves a MIB module"),
    "lint": ("lint", "say what is wrong in the text of a MIB"),
    "describe": ("describe", "write a MIB for what an agent serves"),
    "keys": ("keys", "the keys of passwords (SNMPv3)"),
    "completion": ("completion", "the script that completes usnmp in a shell"),
}
# Options whose value may be the next argument: to find the command behind options. By hand, for to
# ask all parsers would take as long as a request; a test compares them.
WITH_VALUE = (
    "-v -c --community -t -r -O -I -m -M -C -f -o -i -n -p --port --host --columns "
    "-l -u -a -A -x -X -e -E -Z -3 -3m -3M -3k -3K --context --users --engine-id "
    "-F -L -Lf -Ls -T -w -P --config --workers --by --devices --max-size --cache "
    "--skip --most --repetitions --name --agentx-master --file-sd --modules --discover --every "
    "--at --traps --listen --tls --to --queue --queue-size --history --svg --hours --width "
    "--password-file --certificate --set-community"
).split()


def usage():
    lines = ["usage: usnmp COMMAND [options] ARGUMENTS", ""]
    lines += ["  %-11s %s" % (name, text) for name, (_, text) in COMMANDS.items()]
    lines += ["", "usnmp COMMAND -h explains one. Options are those of net-snmp. -V: the version."]
    return "\n".join(lines)


def _command_at(argv):
    # The place in `argv` of the first argument that is no option.
    i = 0
    while i < len(argv) and argv[i].startswith("-"):
        i += 2 if argv[i] in WITH_VALUE else 1
    return i


def _dispatch(argv):
    i = _command_at(argv)
    if i >= len(argv):
        if "-h" in argv or "--help" in argv:
            print(usage())
            return 0
        if "-V" in argv or "--version" in argv:
            from usnmp_agent import VERSION

            print("usnmp %s" % VERSION)
            return 0
        streams.tell(usage())
        return 2
    name = argv[i]
    if name not in COMMANDS:
        # Behind an option it may be the value of one that is misspelt, such as a community.
        what = "%r is no command" % name if not i else "no command behind the options"
        streams.tell("%s\nusnmp: error: %s" % (usage(), what))
        return 2
    module = __import__("%s.%s" % (__name__, COMMANDS[name][0]), fromlist=["run"])
    return module.run(name, argv[:i] + argv[i + 1 :])


def main(argv=None):
    """Run the command with the arguments `argv`, those of the process if None; its exit status."""
    streams.ready()
    _as_octets(sys.stdout)
    status = _guarded(sys.argv[1:] if argv is None else list(argv))
    streams.drop()
    return status


def _as_octets(stream):
    # Octets of an agent that are not UTF-8 leave as they came, as with net-snmp; on a terminal
    # they are escapes by then, and so is what its encoding has not.
    if not hasattr(stream, "reconfigure"):
        return
    if is_terminal(stream):
        stream.reconfigure(errors="backslashreplace")
    else:
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def _guarded(argv):
    try:
        try:
            status = _dispatch(argv)
        except SystemExit as e:  # argparse
            status = e.code
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # as in `usnmp walk ... | head`
        streams.drop()
        return streams.BROKEN_PIPE
    except OSError as e:  # a full disk; those of the network are told where they come up
        streams.drop()
        streams.tell("usnmp: %s" % (e.strerror or e))
        return 1
    except KeyboardInterrupt:
        return 130
