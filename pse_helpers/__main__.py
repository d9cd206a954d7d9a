"""The package as a command: `python -m pse_helpers MODEL`."""
from pse_helpers.command import main

raise SystemExit(main())
