# The parser of arguments of all that a person types: argparse's, which keeps to itself that its
# help cannot be written. Imports nothing of usnmp; cli.options and the tools import it. For
# CPython.

import argparse
import sys


class Parser(argparse.ArgumentParser):
    """argparse's ArgumentParser. Help that cannot be written, to a full disk or a closed pipe,
    raises OSError; a wrong argument ends with status 2 whether it can be told or not.
    """

    def _print_message(self, message, file=None):
        # argparse passes over an OSError here, which comes at once where Python has no buffers.
        file = file or sys.stderr
        if message and file:
            file.write(message)

    def error(self, message):
        """End with the usage, the message and exit status 2."""
        try:
            super().error(message)
        except OSError:
            self.exit(2)
