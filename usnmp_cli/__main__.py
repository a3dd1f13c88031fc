import sys

from usnmp_cli import main

sys.exit(main())
