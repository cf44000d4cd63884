"""`python begin.py <module> …`: as `-m` does, but Ctrl+C while it is being read ends it in silence.

Nothing is begun by then that would have to be ended in order; what is run says what it wants of it.
"""

import runpy
import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
