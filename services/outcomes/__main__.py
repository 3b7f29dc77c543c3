"""`python -m services.outcomes <command>`."""

import sys

from chassis.run import run
from services.outcomes.main import SERVICE

sys.exit(run(SERVICE))
