"""A bar whose end is told in time, not in steps: the layers of a network differ too much in size for that."""

import time

INTERVAL = 0.1  # seconds between two drawings of the bar
FORM = "{percentage:3.0f} % |{bar:30}| {desc}"


class Progress:
    """How far the work is, in estimated seconds, and a bar of it on a stream, if that is a terminal.

    >>> from pse_helpers.command.progress import Progress
    >>> progress = Progress()
    >>> progress.plan(9, "spectra")
    >>> round(progress.left())
    9
    """

    def __init__(self, stream=None):
        from tqdm import tqdm
        self.start, self.shown = time.monotonic(), 0.0
        self.done = self.total = 0.0
        # a size of its own, since a terminal without a known one would show nothing
        self.bar = tqdm(total=1, file=stream, leave=False, ncols=72, nrows=20, bar_format=FORM,
                        disable=stream is None or not stream.isatty())
        self.step, self.ended = "reading", False
        self.bar.set_description_str(self.step)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.bar.close()
        self.ended = True

    def plan(self, seconds, step):
        """So much is still to do, and this comes first."""
        if not self.total:
            self.start = time.monotonic()  # imports are no measure of the pace
        self.total, self.step = self.done + seconds, step
        self._show()

    def advance(self, seconds):
        """So much of it is done now; work that was left behind ends here."""
        if self.ended:
            raise RuntimeError("nobody waits for this work any more")
        self.done += seconds
        if self._elapsed() - self.shown > INTERVAL:
            self._show()

    def left(self):
        """Seconds until the end, at the pace so far: the estimates count like one second in which they were right."""
        pace = (self._elapsed() + 1) / (self.done + 1)
        return pace * max(0.0, self.total - self.done)

    def _elapsed(self):
        return time.monotonic() - self.start

    def _show(self):
        self.shown, left = self._elapsed(), self.left()
        self.bar.n = min(1.0, self.shown / (self.shown + left))
        self.bar.set_description_str(f"{self.step}, {self.bar.format_interval(left)} left")
