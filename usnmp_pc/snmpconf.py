# net-snmp's snmp.conf and snmp.local.conf: what options have by default. Imports nothing of ours;
# usnmp_pc.cli imports it.

import os
import re
import stat

FOLDERS = "/etc/snmp", "/usr/share/snmp", "/usr/lib/snmp", "~/.snmp"
_FILES = "snmp.conf", "snmp.local.conf"
_DEEPEST = 16  # files that include files, as net-snmp has it
_BOOLEANS = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
_LISTS = "mibs", "mibdirs"  # a value with + goes behind what was there, with - before it
_SECRET = re.compile("def.*(passphrase|masterkey|localizedkey)")
# Tokens of printing: the flags of -O that they stand for when they are true.
_PRINTING = {
    "printNumericEnums": "e",
    "printNumericOids": "n",
    "dontBreakdownOids": "b",
    "escapeQuotes": "E",
    "quickPrinting": "q",
    "printValueOnly": "v",
    "dontPrintUnits": "U",
    "numericTimeticks": "t",
    "printHexText": "T",
    "extendedIndex": "X",
}
_SUFFIXES = {"0": "", "1": "s", "2": "S"}  # of suffixPrinting
_FORMATS = {"1": "s", "2": "S", "3": "f", "4": "n", "5": "u", "6": ""}  # of oidOutputFormat


class ConfError(ValueError):
    """A value that is none, with its file, line and token; the value is not shown."""


class Conf:
    """What the files in `folders` have: by default those of SNMPCONFPATH, else FOLDERS. Later ones
    count more. One that is not there or cannot be read has nothing. folders: their paths.
    """

    def __init__(self, folders=None):
        self._found = {}  # token, small: (value, file, line)
        if folders is None:
            path = os.environ.get("SNMPCONFPATH")
            folders = path.split(os.pathsep) if path else FOLDERS
        self.folders = [os.path.expanduser(folder) for folder in folders]
        for folder in self.folders:
            for name in _FILES:
                self._read(os.path.join(folder, name))

    def __contains__(self, token):
        return token.lower() in self._found

    def get(self, token, type=str):
        """type(value), None if there is no such token. Raises ConfError where type() raises
        ValueError, or argparse's error.
        """
        found = self._found.get(token.lower())
        if found is None:
            return None
        value, path, line = found
        try:
            return type(value)
        except Exception as e:
            if not isinstance(e, ValueError) and e.__class__.__name__ != "ArgumentTypeError":
                raise
            raise ConfError("%s line %d: %s: %s" % (path, line, token, e)) from None

    def flags(self):
        """The flags of -O that the tokens of printing stand for."""
        flags = [flag for token, flag in _PRINTING.items() if self.get(token, boolean)]
        flags.append(self.get("suffixPrinting", lambda text: _choice(_SUFFIXES, text)) or "")
        flags.append(self.get("oidOutputFormat", lambda text: _choice(_FORMATS, text)) or "")
        return "".join(flags)

    def exposed(self):
        """The files with a passphrase or key that everybody on this machine can read."""
        return sorted(
            {
                path
                for token, (_, path, _) in self._found.items()
                if _SECRET.fullmatch(token) and os.stat(path).st_mode & stat.S_IROTH
            }
        )

    def _read(self, path, depth=0):
        try:
            with open(path, "rb") as f:
                text = f.read().decode("utf-8", "surrogateescape")
        except OSError:
            return
        ours = True  # is what follows of the section [snmp], as all is before the first?
        for number, line in enumerate(text.split("\n"), 1):
            token, value = _word(line.strip())
            here = ours
            if token[:1] == "[":
                here = token.lower() == "[snmp]"
                if not value:
                    ours = here
                    continue
                token, value = _word(value)
            if not token or token[0] == "#" or not here:
                continue
            if token.lower().startswith("include"):
                self._include(token.lower(), value, path, depth + 1)
            elif value:
                self._take(token.lower(), value, path, number)

    def _include(self, token, value, path, depth):
        found = []
        if token == "includefile":
            found = [os.path.join(os.path.dirname(path), value)]
        elif token == "includedir" and os.path.isdir(value):
            names = [n for n in sorted(os.listdir(value)) if n[0] != "." and n.endswith(".conf")]
            found = [os.path.join(value, n) for n in names]
        elif token == "includesearch":
            name = value[:-5] if value.endswith(".conf") else value
            ends = ".conf", ".local.conf"
            found = [os.path.join(f, name + end) for f in self.folders for end in ends]
        if depth <= _DEEPEST:
            for path in found:
                self._read(path, depth)

    def _take(self, token, text, path, number):
        value = _value(text)
        # Debian's "mibs :" is there because its net-snmp comes without MIBs; usnmp has its own.
        if token == "mibs" and not value.strip(os.pathsep):
            return
        if token in _LISTS and token in self._found and value[:1] in ("+", "-"):
            before = self._found[token][0]
            both = (before, value[1:]) if value[0] == "+" else (value[1:], before)
            value = os.pathsep.join(both)
        self._found[token] = value, path, number


def boolean(text):
    """The truth that `text` tells. Raises ValueError."""
    return _choice(_BOOLEANS, text)


def _choice(names, text):
    # What the first word of `text` stands for.
    word = text.split()[0].lower() if text.split() else ""
    if word not in names:
        raise ValueError("it must be one of " + ", ".join(names))
    return names[word]


def _word(text):
    # (first word, rest) of a line, the word perhaps in quotation marks.
    quoted = re.match(r"""(["'])((?:\\.|(?!\1)[^\\])*)\1?\s*""", text)
    if quoted:
        return re.sub(r"\\(.)", r"\1", quoted.group(2)), text[quoted.end() :]
    words = text.split(None, 1)
    return (words + ["", ""])[0], (words + ["", ""])[1]


def _value(text):
    # The rest of the line, or what is in quotation marks.
    return _word(text)[0] if text[0] == '"' else text
