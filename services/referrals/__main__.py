"""`python -m services.referrals <command>`."""

import sys

from chassis.run import run
from services.referrals.main import SERVICE

sys.exit(run(SERVICE))
