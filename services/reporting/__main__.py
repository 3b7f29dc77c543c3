"""`python -m services.reporting COMMAND`."""

import sys

from chassis.run import run
from services.reporting.main import SERVICE

if __name__ == "__main__":
    sys.exit(run(SERVICE))
