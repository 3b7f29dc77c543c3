"""`python -m services.sessions <command>`."""

import sys

from chassis.run import run
from services.sessions.main import SERVICE

sys.exit(run(SERVICE))
