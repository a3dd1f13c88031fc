# What stands on pages and is drawn by components of ours, which put all they are given into text.
# Imports nicegui; dash (pages, board, tables) import it.

from nicegui.element import Element


class Overview(Element, component="overview.js"):
    """All boards; boards: rows.card of each, in their order."""

    def __init__(self, boards):
        super().__init__()
        self._props["boards"] = boards

    def update_boards(self, boards):
        """Show these as they are now."""
        self.run_method("update", boards)


class Values(Element, component="values.js"):
    """The values of a board; rows: rows.details of each. on_pick(place) when one is chosen."""

    def __init__(self, rows, chosen, on_pick):
        super().__init__()
        self._props.update(rows=rows, chosen=chosen)
        self.on("pick", lambda e: on_pick(e.args))

    def update_rows(self, rows):
        """Show these now."""
        self.run_method("update", rows)


class Events(Element, component="events.js"):
    """Notifications; rows: rows.event of each, the newest first; most: how many are shown."""

    def __init__(self, rows, most, empty):
        super().__init__()
        self._props.update(rows=rows[:most], most=most, empty=empty)

    def add(self, rows):
        """These came since."""
        self.run_method("add", rows)


class Grid(Element, component="grid.js"):
    """A table; columns: str each; rows: lists of str."""

    def __init__(self, columns, rows):
        super().__init__()
        self._props.update(columns=columns, rows=rows)


class Theme(Element, component="theme.js"):
    """The button that changes the theme."""
