# Handlers with phases for tests, which tell what they are asked. Without imports, for the heap.


class Refusal(ValueError):
    def __init__(self, status):
        self.status = status


class Handler:
    # Tells `calls` of each phase with its arguments; raises fail[phase], once.
    def __init__(self, name, calls, fail=None):
        self.name = name
        self.calls = calls
        self.fail = {} if fail is None else fail  # to be changed by the test

    def told(self, phase, args):
        self.calls.append((self.name + "." + phase,) + args)
        error = self.fail.get(phase)
        if error:
            self.fail[phase] = None
            raise error

    def test(self, *args):
        self.told("test", args)

    def commit(self, *args):
        self.told("commit", args)

    def undo(self, *args):
        self.told("undo", args)

    def cleanup(self, *args):
        self.told("cleanup", args)


class Bare:
    # A handler with commit alone.
    def __init__(self, name, calls, fail=None):
        self.told = Handler(name, calls, fail).told

    def commit(self, *args):
        self.told("commit", args)
