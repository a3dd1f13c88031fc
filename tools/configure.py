#!/usr/bin/env python3
# Asks for what config.json is to hold, step by step, checks each answer, and writes the file where
# git does not see it. What the keys mean and may be, is in usnmp_firmware.config.

import getpass
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(1, str(Path(__file__).resolve().parent.parent))
from usnmp_tools import config_check, pins
from usnmp_tools.modules import ROOT
from usnmp_tools.terminal import Fault, is_terminal, plain, run

from usnmp_firmware.config import DEFAULTS, SECTIONS, check
from usnmp_firmware.sensor_keys import keys
from usnmp_pc import config_file
from usnmp_pc.parsing import Parser
from usnmp_sensors.kinds import names
from usnmp_v3 import User
from usnmp_v3.engine import engine_id
from usnmp_v3.keys import localize, privacy_key

# What is asked, in this order: key, question. The rest only if it is wanted.
SYSTEM = (
    ("name", "Name of this device (sysName)"),
    ("location", "Where it is (sysLocation)"),
    ("contact", "Whom to ask about it (sysContact)"),
)
OTHERS = (
    ("hostname", "Host name in the network"),
    ("host", "Address to listen at"),
    ("port", "UDP port"),
    ("max_size", "Longest reply, octets"),
    ("descr", "What it is (sysDescr)"),
    ("object_id", "What kind of device, an OID (sysObjectID)"),
    ("persist", "File for values that survive a power cut"),
    ("watchdog", "Watchdog: reset the board when it hangs"),
)
SECRET = "read_community", "write_community", "community", "key", "password"
NONE = "-"  # the answer that takes a value away


class Asker:
    """Asks on the terminal; of a pipe it reads lines, for scripts."""

    def __init__(self):
        self._terminal = is_terminal(sys.stdin)

    def ask(self, question, now, secret=False):
        """The answer to `question`, text; "" is for `now`, which is shown unless it is secret."""
        if now not in (None, ""):
            shown = now if not secret or now == DEFAULTS["read_community"] else "unchanged"
            question += " [%s]" % plain(str(shown))
        question += ": "
        try:
            if secret and self._terminal:
                return getpass.getpass(question).strip()
            answer = input(question)
        except (EOFError, UnicodeDecodeError, RuntimeError):  # RuntimeError: stdin is closed
            print()
            raise Fault("there are no more answers; nothing was written")
        if not self._terminal:
            print()
        return answer.strip()

    def yes(self, question, now=False):
        while True:
            answer = self.ask(question + " (y/n)", "y" if now else "n").lower()
            if answer in ("", "y", "yes", "n", "no"):
                return answer[0] == "y" if answer else now
            print("  y or n")

    def value(self, question, key, now, default, checked):
        """A value of the kind of `default`; checked(value) raises ValueError if it cannot be."""
        while True:
            given = self._value(question, key, now, default)
            try:
                checked(given)
                return given
            except ValueError as e:
                print("  %s" % plain(str(e)))

    def _value(self, question, key, now, default):
        if isinstance(default, bool):
            return self.yes(question, now)
        if default is None and now is not None:
            question += " (%s: none)" % NONE
        answer = self.ask(question, now, key in SECRET)
        if not answer:
            return now
        if answer == NONE:
            return None if default is None else ""
        fraction = isinstance(default, float) or key in _NUMBERS
        if isinstance(default, int) or fraction:
            if answer.lstrip("-").isdigit():
                return int(answer)
            try:
                return float(answer) if fraction else answer
            except ValueError:
                return answer
        return answer


_NUMBERS = "above", "clear_below", "below", "clear_above"


def one(config, key):
    """A function that checks a value of `key` as part of config, which is in order without it."""
    return lambda value: check({**config, key: value})


def member(name, section):
    """The same of `section`, the one member of the list `name`: checked(key) is what checks."""

    def checked(key):
        def check_value(value):
            if value is not None:
                check({name: [{**section, key: value}]})

        return check_value

    return checked


def put(config, key, value, default):
    if value == default or (value is None and key in _NUMBERS):
        config.pop(key, None)
    else:
        config[key] = value


def ask_keys(asker, config, questions):
    for key, question in questions:
        default = DEFAULTS[key]
        now = config.get(key, default)
        value = asker.value(question, key, now, default, one(config, key))
        put(config, key, value, default)


def ask_wifi(asker, config):
    print("\nWi-Fi. Empty, or %s, if the board has Ethernet or is connected already." % NONE)
    now = config.pop("wifi", None) or {}
    ssid = asker.value(
        "Network (SSID)",
        "ssid",
        now.get("ssid"),
        None,
        lambda v: v and check({"wifi": {"ssid": v}}),
    )
    if not ssid:
        return

    def key_checked(key):
        check({"wifi": {"ssid": ssid, "key": key}})
        if key and not 8 <= len(key.encode()) <= 64:
            raise ValueError("a key has 8 to 63 characters (%s: an open network)" % NONE)

    old = now.get("key", SECTIONS["wifi"]["key"]) if ssid == now.get("ssid") else ""
    key = asker.value("Key (password)", "key", old, SECTIONS["wifi"]["key"], key_checked)
    config["wifi"] = {**now, "ssid": ssid, "key": key}


def ask_access(asker, config):
    print("\nCommunities: the passwords of SNMPv1 and v2c, which travel unencrypted.")
    read = config.get("read_community", DEFAULTS["read_community"])
    write = config.pop("write_community", None)
    value = asker.value(
        "To read",
        "read_community",
        read,
        DEFAULTS["read_community"],
        one(config, "read_community"),
    )
    put(config, "read_community", value, DEFAULTS["read_community"])
    value = asker.value(
        "To write; empty: nobody can",
        "write_community",
        write,
        None,
        one(config, "write_community"),
    )
    put(config, "write_community", value, None)
    print("Who may ask: addresses and prefixes such as 192.0.2.0/24, with commas between.")

    def split(text):
        return [part.strip() for part in (text or "").split(",") if part.strip()]

    now = ", ".join(config.get("sources") or []) or None
    text = asker.value(
        "Sources; empty: anybody", "sources", now, None, lambda v: one(config, "sources")(split(v))
    )
    put(config, "sources", split(text), DEFAULTS["sources"])


AUTHS = "SHA-256, SHA, SHA-224, SHA-384, SHA-512, MD5"
PRIVS = "AES, AES-256, AES-192, AES-256-C, AES-192-C, 3DES, DES"
# What a person should know who chooses it.
WEAK = {
    "MD5": "MD5 is broken as a hash, and an ESP8266 has none; SHA-256 is as fast",
    "DES": "DES can be broken in a day, and no chip of these has it in hardware; AES is faster",
    "3DES": "no chip of these has 3DES in hardware: a message takes up to a second; AES is faster",
    "SHA-224": "no chip of these has SHA-224 in hardware: a message takes about a second",
    "SHA-384": "no chip of these has SHA-384 in hardware: a message takes seconds",
    "SHA-512": "no chip of these has SHA-512 in hardware: a message takes seconds",
    "AES-192": "no chip of these has keys of 24 octets in hardware; AES and AES-256 are faster",
    "AES-192-C": "no chip of these has keys of 24 octets in hardware; AES and AES-256 are faster",
}


def one_of(names):
    def checked(value):
        if value not in names.split(", "):
            raise ValueError("one of %s" % names)
        if value in WEAK:
            print("  Note: %s." % WEAK[value])

    return checked


def named(users):
    def checked(value):
        if value and value not in users:
            raise ValueError("one of %s" % ", ".join(users))

    return checked


def password(value):
    if not value or len(value.encode()) < 8:
        raise ValueError("a password has 8 characters or more")
    if len(set(value)) < 5:
        print("  Note: that is easy to guess.")


def ask_user(asker, now, id):
    """A user; its keys, localised for the engine `id`, are what is kept of its passwords."""
    found = {k: now[k] for k in ("name", "context", "read") if k in now}

    def name(value):
        if not value or not 0 < len(value.encode()) < 33:
            raise ValueError("a name has 1 to 32 octets")

    found["name"] = asker.value("  Name", "name", found.get("name"), "", name)
    auth = asker.value(
        "  Authentication: " + AUTHS, "auth", now.get("auth", "SHA-256"), "", one_of(AUTHS)
    )
    words = asker.value("  Its password", "password", None, "", password)
    priv = asker.value("  Encryption: " + PRIVS, "priv", now.get("priv", "AES"), "", one_of(PRIVS))
    secret = asker.value("  Its password", "password", None, "", password)
    if words == secret:
        print("  Note: two different passwords are better: who finds one has not both.")
    ku, kp = User(found["name"], auth, words, priv, secret).master_keys()
    kp = privacy_key(priv, auth, localize(auth, kp, id), id)
    found.update(auth=auth, auth_key=localize(auth, ku, id).hex(), priv=priv, priv_key=kp.hex())
    if asker.yes("  May it write", bool(now.get("write"))):
        found["write"] = now.get("write") or ["1.3"]
    check({"engine_id": id.hex(), "users": [found]})
    return found


def ask_users(asker, config):
    print(
        "\nUsers of SNMPv3, which is authenticated and encrypted. Passwords stay here: the board"
    )
    print("gets keys that are of use for it alone.")
    id = bytes.fromhex(config.get("engine_id") or "") or engine_id()
    ask_list(asker, config, "users", "user", lambda a, u: ask_user(a, u, id), lambda u: u["name"])
    put(config, "engine_id", id.hex() if config.get("users") else None, None)
    ask_changes(asker, config)
    if config.get("users") and asker.yes("Answer SNMPv1 and v2c too, unencrypted"):
        print("  Note: whoever listens on the network then reads the community, and the values.")
    elif config.get("users"):
        config["read_community"] = None
        config.pop("write_community", None)


def ask_changes(asker, config):
    wanted = any(user.get("write") for user in config.get("users") or []) and asker.yes(
        "May they change keys and users over the network (snmpusm)", config.get("users_writable")
    )
    put(config, "users_writable", wanted, False)
    if wanted and not config.get("persist"):
        config["persist"] = "usnmp.dat"
        print("  Note: what is changed is kept in usnmp.dat, on the board.")


def ask_target(asker, now, users):
    """A target; users: the names of those of SNMPv3. Their keys are for the board's engine alone,
    so that they send traps, not informs.
    """
    found = dict(now)
    user = found.pop("user", None)
    checked = member("targets", found)
    for key, question in (
        ("host", "  Its address"),
        ("port", "  UDP port"),
        ("user", "  SNMPv3 user (%s), for traps; empty: SNMPv1 or v2c" % ", ".join(users)),
        ("community", "  Community"),
        ("version", "  SNMP version, 1 or 2c"),
    ):
        if key == "user":
            user = users and asker.value(
                question, key, user if user in users else None, None, named(users)
            )
            if user:
                kept = {k: found[k] for k in ("host", "port", "level") if k in found}
                return {**kept, "user": user}
            continue
        default = SECTIONS["targets"][key]
        given = found.get(key, default)
        if key == "host":
            found[key] = asker.value(
                question, key, given, "", lambda v: check({"targets": [{"host": v}]})
            )
        else:
            put(found, key, asker.value(question, key, given, default, checked(key)), default)
    if found.get("version", SECTIONS["targets"]["version"]) == "1":
        found.pop("inform", None)
    else:
        inform = asker.yes("  Informs, which it acknowledges", found.get("inform", False))
        put(found, "inform", inform, False)
    return found


# What is asked of a sensor, in this order, of what its kind has: key, question.
SENSOR = (
    ("scl", "  SCL is at pin"),
    ("sda", "  SDA is at pin"),
    ("address", "  Address"),
    ("pin", "  Pin"),
    ("rom", "  Its code, 16 hex digits; empty: there is no other on the wire"),
    ("shunt", "  Shunt, ohms"),
    ("channel", "  Input, or 0-1 for a difference"),
    ("full_scale", "  Range, volts"),
    ("reference", "  Volts of the full scale; an ESP32 knows"),
    ("type", "  What it tells: celsius, percentRH, voltsDC, amperes, other ..."),
    ("units", "  Units, if it is other"),
    ("scale", "  How much one volt is"),
    ("offset", "  How much 0 V is"),
    ("precision", "  Decimal places"),
    ("name", "  Name"),
    ("above", "  Notify when above"),
    ("below", "  When below"),
)
OVER = {"above": "clear_below", "below": "clear_above"}


def ask_sensor(asker, now, others):
    """A sensor; others: those there are besides."""
    found = dict(now)

    def checked(key):
        def check_value(value):
            with_it = {**found, key: value}
            if key == "scl":  # SDA is asked for next
                with_it["sda"] = 0 if value else 1
            if value is not None:
                check({"sensors": [*others, with_it]})

        return check_value

    kind = asker.value(
        "  Kind: " + ", ".join(names()), "kind", found.get("kind"), "",
        lambda v: check({"sensors": [{"kind": v}]}),
    )  # fmt: skip
    if kind != found.get("kind"):
        found = {"kind": kind}
    known = keys(kind)
    for key, question in SENSOR:
        if key not in known:
            continue
        default = None if key in _NUMBERS else known[key]
        if key == "address":  # as data sheets have it
            default = "0x%02x" % default
        value = asker.value(question, key, found.get(key, default), default, checked(key))
        put(found, key, value, default)
        if key in OVER:
            ask_over(asker, found, key, checked)
    return found


def ask_over(asker, found, key, checked):
    other = OVER[key]
    if found.get(key) is None:
        found.pop(other, None)
        return
    question = "  Over again at; empty: when it is no more %s" % key
    value = asker.value(question, other, found.get(other), None, checked(other))
    put(found, other, value, None)


# What managers ask of any device; the sensors come by themselves.
UNION = "if_mib", "ip_mib", "host_resources_mib", "snmp_framework_mib", "usnmp_mib"


def ask_mibs(asker, config):
    """All of UNION, or none; what else the file has of it stays."""
    print("\nWhat managers find by themselves besides: ports, memory, load, uptimes, signal. An")
    print(
        "ESP8266 has the heap for it if the modules are frozen or, with few sensors, in a ROMFS."
    )
    now = config.get("mibs") or []
    if asker.yes("Serve it (%s)" % ", ".join(now or UNION), bool(now)):
        config["mibs"] = now or list(UNION)
    else:
        config.pop("mibs", None)


def ask_list(asker, config, key, what, ask, shown):
    """The members of a list, those there are one by one, then new ones; meanwhile config has the
    others.
    """
    before = config.get(key) or []
    kept = []
    for i, member in enumerate(before):
        print("%s: %s" % (what.capitalize(), plain(shown(member))))
        config[key] = [*kept, *before[i + 1 :]]
        if asker.yes("  Keep it", True):
            kept.append(ask(asker, member) if asker.yes("  Change it") else member)
    while asker.yes("Add a %s" % what):
        config[key] = list(kept)
        kept.append(ask(asker, {}))
    put(config, key, kept, DEFAULTS[key])


def ask_all(asker, config):
    """Ask for everything; the new configuration."""
    config = dict(config)
    ask_wifi(asker, config)
    ask_users(asker, config)
    if config.get("read_community", "") is not None or not config.get("users"):
        ask_access(asker, config)
    print("\nThe system group: what managers show of it.")
    ask_keys(asker, config, SYSTEM)
    print("\nNotifications: where to send traps or informs.")
    users = [user["name"] for user in config.get("users") or []]
    ask_list(
        asker,
        config,
        "targets",
        "target",
        lambda a, t: ask_target(a, t, users),
        lambda t: t["host"],
    )
    print("\nSensors that need no program of yours; limits are in degrees Celsius, per cent ...")
    ask_list(
        asker,
        config,
        "sensors",
        "sensor",
        lambda a, s: ask_sensor(a, s, config.get("sensors") or []),
        lambda s: " ".join([s["kind"], s.get("name", "")]).strip(),
    )
    ask_mibs(asker, config)
    print("\nAll else is as usual: %s." % ", ".join(key for key, _ in OTHERS))
    if asker.yes("Change any of it"):
        ask_keys(asker, config, OTHERS)
    check(config)
    return {key: config[key] for key in DEFAULTS if key in config}


def exposed(path):
    """Whether git would take the file at `path` into a commit."""
    command = ["git", "-C", str(path.parent), "check-ignore", "-q", path.name]
    try:
        inside = subprocess.run(
            ["git", "-C", str(path.parent), "rev-parse", "--is-inside-work-tree"],
            capture_output=True,
        )
        return (
            not inside.returncode and subprocess.run(command, capture_output=True).returncode == 1
        )
    except FileNotFoundError:  # no git
        return False


def write(path, config):
    """Write the file, all of it or nothing, for its owner only."""
    temporary = path.with_name(path.name + ".new")
    data = (json.dumps(config, indent=2, ensure_ascii=False) + "\n").encode()
    temporary.unlink(missing_ok=True)  # what is there may be for all to read, or a link
    try:
        fd = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(fd, "wb") as f:
            if hasattr(os, "fchmod"):
                os.fchmod(fd, 0o600)  # the umask may have taken more
            f.write(data)
            f.flush()
            os.fsync(fd)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)  # it holds secrets; there is none if all went well


def read(path):
    """What the file at `path` says; {} if there is none. Raises Fault, also if it is wrong."""
    try:
        return config_file.load(check)(str(path))
    except FileNotFoundError:
        return {}
    except ValueError as e:
        raise Fault("%s: %s" % (path, e))


def examine(path, chip):
    """Say whether the file at `path` is in order, or raise a Fault with all that is not."""
    try:
        config = config_file.read(path)
    except ValueError as e:
        raise Fault("%s: %s" % (path, e))
    found = config_check.faults(config, chip)
    if found:
        raise Fault("\n".join(["%s: %s" % (path, line) for line in found]))
    print("%s is in order%s" % (plain(str(path)), " for %s" % pins.a(chip) if chip else ""))
    for line in config_check.notes(config, chip) if chip else ():
        print("note: " + line)
    for key, chips in ({} if chip else config_check.elsewhere(config)).items():
        print('note: "%s" is no pin for that on %s; --chip says more' % (key, ", ".join(chips)))


def main():
    parser = Parser(description="Make or change config.json, the configuration of a board.")
    parser.add_argument(
        "file", nargs="?", default=str(ROOT / "config.json"), metavar="FILE",
        help="config.json in the project's folder unless told otherwise",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="only say whether it is in order")
    parser.add_argument(
        "--chip", choices=pins.CHIPS, default="", help="with --check: whether it has those pins"
    )
    args = parser.parse_args()
    if args.check:
        examine(args.file, args.chip)
        return 0
    path = Path(args.file).absolute()
    if exposed(path) or exposed(path.with_name(path.name + ".new")):
        raise Fault("%s would be seen by git, and it holds secrets: choose another name" % path)
    config = read(path)
    if not path.parent.is_dir():
        raise Fault("there is no folder %s" % path.parent)
    print("An empty answer leaves what is in [brackets]; Ctrl-C ends without writing.")
    config = ask_all(Asker(), config)
    write(path, config)
    print("\n%s is written; tools/deploy.py puts it on the board." % plain(str(path)))
    return 0


if __name__ == "__main__":
    run(main, "configure.py")
