# The start on a PC: main.py's options. Imports config, usnmp_pc.start_pc on CPython, and workers
# if there are to be some; start imports it where there is a command line, and lets go of it;
# usnmp_pc.serve goes on. Not for boards.

import sys


def options(argv):
    """A dict of the options. Raises ValueError that says what is wrong with them."""
    given = {}
    argv = list(argv)
    while argv:
        name = argv.pop(0)
        value = None
        if "=" in name:
            name, value = name.split("=", 1)
        # One text: as texts of their own they would be names in the heap of MicroPython.
        if name not in "--host --port --config --workers".split():
            raise ValueError("no such option: %s; --help lists them" % name)
        if value is None:
            if not argv:
                raise ValueError("%s wants a value" % name)
            value = argv.pop(0)
        given[name[2:]] = value
    if "port" in given:
        try:
            given["port"] = int(given["port"])
        except ValueError:
            raise ValueError("--port wants a number, not %s" % given["port"])
    return given


def configure():
    """(configuration, None, False): the defaults, over them the file's, over them the
    options', and "workers", if there are to be Workers; or the exit status, when help was asked
    for, or with a line that says what is wrong.
    """
    argv = sys.argv[1:]
    if not hasattr(sys, "print_exception"):  # CPython
        __import__("usnmp_pc.start_pc")
        status = sys.modules["usnmp_pc.start_pc"].configure(argv)
        if status is not None:
            return status
    if set("-h --help".split()) & set(argv):
        from usnmp_pc.workers import USAGE

        print(USAGE % sys.argv[0])
        return 0
    try:
        config = configuration(argv)
    except (ValueError, ImportError) as e:
        print("%s: %s" % (sys.argv[0], e), file=sys.stderr)
        return 2
    import usnmp_pc.serve  # noqa: F401 - now: at the end its place would be in the midst of the heap

    return config, None, False


def configuration(argv):
    from usnmp_firmware.config import check, load

    also = None
    if not hasattr(sys, "print_exception"):  # CPython, which has options of its own
        argv, also = sys.modules["usnmp_pc.start_pc"].split(argv)
        load = sys.modules["usnmp_pc.start_pc"].load(check)
    given = options(argv)
    config = {"host": "127.0.0.1", "port": 1161}
    path = given.pop("config", None)
    workers = given.pop("workers", None)
    if path:
        try:
            config.update(load(path))
        except OSError as e:
            raise ValueError("cannot read %s: %s" % (path, e))
        except ValueError as e:
            raise ValueError("%s: %s" % (path, e))
    config.update(given)
    config = check(config)
    if workers is not None:
        from usnmp_pc import workers as several

        config["workers"] = several.Workers(workers, config)
    if also:
        also(config)
    return config
