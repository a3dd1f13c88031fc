# usnmp completion: scripts that complete `usnmp` in bash, zsh and fish, made of the parsers of its
# commands. Imports cli.options, and every command of COMMANDS when it is run.

import argparse
import re
import sys

from .faults import guarded
from .options import Parser

_SHELLS = "bash", "zsh", "fish"
# What stands behind an option.
_WORDS = {
    "-v": "1 2c 3",
    "-l": "noAuthNoPriv authNoPriv authPriv",
    "-a": "MD5 SHA SHA-224 SHA-256 SHA-384 SHA-512",
    "-x": "DES 3DES AES AES-192 AES-256 AES-192-C AES-256-C",
}


class _Seen(Exception):
    # The parser of a command, which is about to parse.
    def __init__(self, parser):
        super().__init__()
        self.parser = parser


class _Options:
    # The options of a command: [(text, help, what stands behind it or None)].
    def __init__(self, name, parser):
        self.name = name
        self.found = []
        for action in parser._actions:
            if action.help == argparse.SUPPRESS:
                continue
            if action.option_strings[:1] == ["-C"] and action.dest == "apps":
                for letter, (text, _) in parser._apps.items():
                    self.found.append(("-C" + letter, text, None))
                continue
            value = None if action.nargs == 0 else str(action.metavar or action.dest)
            for option in action.option_strings:
                self.found.append((option, (action.help or "").split("\n")[0], value))

    def texts(self):
        """The options."""
        return " ".join([text for text, _, _ in self.found])

    def files(self):
        """Those that take a file, as patterns of a shell behind the command's name."""
        return ['"%s %s"' % (self.name, text) for text, _, value in self.found if value == "FILE"]


def parser_of(name):
    """The Parser of a command; None if it has none."""
    from . import COMMANDS

    module = __import__("%s.%s" % (__package__, COMMANDS[name][0]), fromlist=["run"])
    if not hasattr(module, "Parser"):  # agent: its options are main.py's
        return None
    before = Parser.parse

    def seen(self, *args, **kw):
        raise _Seen(self)

    Parser.parse = seen
    try:
        module.run(name, [])
    except _Seen as e:
        return e.parser
    except SystemExit:
        pass
    finally:
        Parser.parse = before
    return None


@guarded
def run(name, argv):
    """Run the subcommand; the exit status."""
    text = "Print the script that completes usnmp in a shell:\n"
    text += '  bash: eval "$(usnmp completion bash)"\n'
    text += '  zsh:  eval "$(usnmp completion zsh)", after compinit\n'
    text += "  fish: usnmp completion fish | source"
    parser = Parser(name, "|".join(_SHELLS), text, asks=False, shows=False)
    parser.add_argument("shell", metavar="SHELL", choices=(*_SHELLS, "names"))
    parser.add_argument("start", metavar="START", nargs="?", default="", help=argparse.SUPPRESS)
    args = parser.parse(argv)
    if args.shell == "names":
        return _names(args.start)
    from . import COMMANDS

    commands = {n: (text, parser_of(n)) for n, (_, text) in COMMANDS.items()}
    options = {n: _Options(n, p) for n, (_, p) in commands.items() if p}
    texts = {n: text for n, (text, _) in commands.items()}
    sys.stdout.write({"bash": _bash, "zsh": _zsh, "fish": _fish}[args.shell](texts, options))
    return 0


def _names(start):
    # The names of objects that begin so, for the scripts; of a module, MODULE::NAME.
    from ..mibs import Mibs

    mibs = Mibs()
    module, mark, start = start.rpartition("::")
    for name in [module] if module in mibs.modules else [] if mark else mibs.modules:
        for node in mibs.module(name).nodes:
            if node.name.startswith(start) and node.kind in ("scalar", "column", "table", "node"):
                print(module + mark + node.name)
    return 0


# In each script: which command there is on the line, then the options of that command, what stands
# behind an option that takes something, or names of objects.

_BASH = """\
_usnmp() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
    local command= options= i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case " %(commands)s " in
            *" ${COMP_WORDS[i]} "*) command=${COMP_WORDS[i]}; break ;;
        esac
    done
    case $command in
        "") COMPREPLY=($(compgen -W "%(commands)s" -- "$current")); return ;;
%(options)s
    esac
    case $before in
%(words)s
    esac
    case "$command $before" in
        %(files)s) COMPREPLY=($(compgen -f -- "$current")); return ;;
    esac
    case $current in
        -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
        [A-Za-z]*) COMPREPLY=($(compgen -W "$(usnmp completion names "$current" 2>/dev/null)" \\
            -- "$current")) ;;
    esac
}
complete -o default -F _usnmp usnmp
"""
_ZSH = """\
#compdef usnmp
_usnmp() {
    local current=${words[CURRENT]} before=${words[CURRENT-1]} command word
    local -a options
    for word in ${words[2,CURRENT-1]}; do
        case $word in
            %(either)s) command=$word; break ;;
        esac
    done
    case $command in
        "") compadd -- %(commands)s; return ;;
%(options)s
    esac
    case $before in
%(words)s
    esac
    case "$command $before" in
        %(files)s) _files; return ;;
    esac
    case $current in
        -*) compadd -- $options ;;
        [A-Za-z]*) compadd -- ${(f)"$(usnmp completion names "$current" 2>/dev/null)"} ;;
    esac
}
(( $+functions[compdef] )) && compdef _usnmp usnmp
"""


def _bash(texts, options):
    return _BASH % {
        "commands": " ".join(texts),
        "options": "\n".join(
            ['        %s) options="%s" ;;' % (n, o.texts()) for n, o in options.items()]
        ),
        "words": "\n".join(
            [
                '        %s) COMPREPLY=($(compgen -W "%s" -- "$current")); return ;;' % pair
                for pair in _WORDS.items()
            ]
        ),
        "files": "|".join(sum([o.files() for o in options.values()], [])),
    }


def _zsh(texts, options):
    return _ZSH % {
        "commands": " ".join(texts),
        "either": "|".join(texts),
        "options": "\n".join(
            ["        %s) options=(%s) ;;" % (n, o.texts()) for n, o in options.items()]
        ),
        "words": "\n".join(
            ["        %s) compadd -- %s; return ;;" % pair for pair in _WORDS.items()]
        ),
        "files": "|".join(sum([o.files() for o in options.values()], [])),
    }


def _quoted(text):
    return "'%s'" % re.sub(r"(['\\])", r"\\\1", text)


def _fish(texts, options):
    lines = ["complete -c usnmp -f"]
    for name, text in texts.items():
        lines.append(
            "complete -c usnmp -n __fish_use_subcommand -a %s -d %s" % (name, _quoted(text))
        )
    for name, one in options.items():
        head = "complete -c usnmp -n '__fish_seen_subcommand_from %s' " % name
        for option, text, value in one.found:
            if option.startswith("--"):
                line = head + "-l " + option[2:]
            elif len(option) == 2:
                line = head + "-s " + option[1:]
            else:
                line = head + "-o " + option[1:]
            if option in _WORDS:
                line += " -x -a %s" % _quoted(_WORDS[option])
            elif value == "FILE":
                line += " -r -F"
            elif value:
                line += " -x"
            lines.append(line + " -d " + _quoted(text[:60]))
    known = "not __fish_use_subcommand; and string match -qr '^[A-Za-z]' -- (commandline -ct)"
    names = "(usnmp completion names (commandline -ct) 2>/dev/null)"
    lines.append('complete -c usnmp -n "%s" -a %s' % (known, _quoted(names)))
    return "\n".join(lines) + "\n"
