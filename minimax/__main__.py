"""`python -m minimax` is the `minimax` command."""

import sys

from .cli import main

sys.exit(main())
