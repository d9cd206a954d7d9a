"""What leaves the command by standard output, as long as somebody reads it."""

import os
import sys


def printed(text):
    """Print, and say whether there was somebody to read it to the end."""
    try:
        print(text, flush=True)
        return True
    except BrokenPipeError:
        # Python flushes once more when it exits, and would complain again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
