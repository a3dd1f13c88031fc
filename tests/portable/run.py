# Runs portable test modules without pytest, as on MicroPython:
#   run.py LIBRARY MODULE...      LIBRARY: the folder that holds usnmp and the tests, .py or .mpy
# Prints a line for each test and one that counts them. The working folder is the repository's.

import gc
import sys

if hasattr(gc, "threshold"):  # as usnmp_firmware does
    gc.threshold(2048)
sys.path[:] = [p for p in sys.path if p.startswith(".frozen")] + [sys.argv[1]] + sys.path[1:]


def run(name):
    module = __import__(name)
    failed = passed = 0
    for test in sorted(dir(module)):
        if not test.startswith("test_"):
            continue
        gc.collect()
        try:
            getattr(module, test)()
            print("ok %s.%s" % (name, test))
            passed += 1
        except Exception as e:
            print("FAIL %s.%s" % (name, test))
            if hasattr(sys, "print_exception"):
                sys.print_exception(e)
            else:
                import traceback

                traceback.print_exception(type(e), e, e.__traceback__, file=sys.stdout)
            failed += 1
    return passed, failed


total = [run(name) for name in sys.argv[2:]]
passed = sum([p for p, _ in total])
failed = sum([f for _, f in total])
print("%d passed, %d failed" % (passed, failed))
sys.exit(1 if failed or not passed else 0)
