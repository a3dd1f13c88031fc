#!/usr/bin/env python3
# Shows what the board prints, until Ctrl-C, without stopping what it runs; --repl for its prompt,
# by mpremote.

import os
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from usnmp_tools.board import Board, find
from usnmp_tools.compiler import mpremote
from usnmp_tools.terminal import Fault, Harmless, is_terminal, run

from usnmp_pc.parsing import Parser


def follow(board, until):
    for line in board.lines(until):
        if line:
            print(time.strftime("%H:%M:%S "), line, flush=True)


def prompt(command):
    """Run mpremote's prompt; what it prints, which is what the board sends, as Harmless has it."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    harmless = Harmless()
    while True:
        octets = os.read(process.stdout.fileno(), 4096)
        sys.stdout.write(harmless.feed(octets, not octets))
        sys.stdout.flush()
        if not octets:
            return process.wait()


def main():
    parser = Parser(description="Show the log of a board.")
    parser.add_argument("--port", metavar="DEVICE", help="the board's serial port")
    parser.add_argument("--repl", action="store_true", help="its prompt; Ctrl-] ends it")
    parser.add_argument("--reset", action="store_true", help="reset it first, to see how it boots")
    parser.add_argument(
        "--seconds", type=float, default=float("inf"), metavar="N", help="end after that long"
    )
    args = parser.parse_args()
    if args.repl and not is_terminal(sys.stdin):
        raise Fault("--repl wants a terminal to type at; for one line: mpremote exec")
    device = args.port or find()
    board = Board(device)  # which says why it cannot be opened, as mpremote does not
    if args.repl:
        board.close()
        return prompt(mpremote("connect", device, "repl"))
    try:
        if args.reset:
            board.enter()
            board.reset()
        follow(board, time.monotonic() + args.seconds)
    except KeyboardInterrupt:  # that is how it ends
        print()
    finally:
        board.close()
    return 0


if __name__ == "__main__":
    run(main, "console.py")
