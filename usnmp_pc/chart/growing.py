# The points of a line that grows for as long as a program runs, in bounded memory. Imports
# nothing; cli.keep imports it.


class Growing:
    """Takes values as they come. points: [(time, least, mean, most)], at most `most`: when there
    are more, each two become one.
    """

    def __init__(self, most=2000):
        self._most = most
        self._width = 1  # values in a point
        self._count = 0  # in the last one
        self.points = []

    def add(self, time, value):
        """Take `value`, a number or None for no answer, at `time`."""
        last = self.points[-1] if self.points else None
        # What was no answer is not lost in a mean.
        if last and self._count < self._width and None not in (last[2], value):
            n = self._count
            mean = (last[2] * n + value) / (n + 1)
            self.points[-1] = (last[0], min(last[1], value), mean, max(last[3], value))
            self._count += 1
            return
        self.points.append((time, value, value, value))
        self._count = 1
        if len(self.points) > self._most:
            self._halve()

    def _halve(self):
        found = []
        for i in range(0, len(self.points), 2):
            found.append(_joined(self.points[i : i + 2]))
        self.points = found
        self._width *= 2


def _joined(two):
    known = [p for p in two if p[2] is not None]
    if not known:
        return two[0]
    least, most = min(p[1] for p in known), max(p[3] for p in known)
    return (two[0][0], least, sum(p[2] for p in known) / len(known), most)
