# What rowstatus_agent.py and table_agent.py of tests/host/agent share: portable. They import it
# first, for its threshold.

import gc
import sys

if hasattr(gc, "threshold"):  # as usnmp_firmware does
    gc.threshold(2048)


def serve(agent):
    """Serve at the port that is the script's argument, until Ctrl-C."""
    agent.bind("127.0.0.1", int(sys.argv[1]))
    print("snmpwalk ready")
    if hasattr(sys.stdout, "flush"):
        sys.stdout.flush()
    try:
        while True:
            agent.poll(1000)
    except KeyboardInterrupt:
        pass
    finally:
        agent.close()
