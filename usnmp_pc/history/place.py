# Where the history is when nobody says otherwise. Imports nothing; cli.graph and cli.dash import
# it.

import os


def default():
    """The path of a user's history: ~/.local/share/usnmp/history.db, or below XDG_DATA_HOME."""
    base = os.environ.get("XDG_DATA_HOME") or os.path.join("~", ".local", "share")
    return os.path.join(os.path.expanduser(base), "usnmp", "history.db")


def make(path):
    """Make the folder of default() if it is not there. Raises OSError."""
    os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
