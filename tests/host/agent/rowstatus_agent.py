# A server for test_rowstatus_netsnmp.py, portable: `rowstatus_agent.py PORT`. A table of targets
# whose column 4 is the RowStatus; "private" may write.

from serverbox import serve
from usnmp_agent import Agent
from usnmp_mib import INT, OCTSTR, Mib
from usnmp_mib.rowstatus import Refused

ENTRY = "1.3.6.1.4.1.8072.9999.9999.4.1"
ROWS = {}


def on_row(key, row, status):
    if status != 6 and len(ROWS) > 3:
        raise Refused(13)


def main():
    mib = Mib()
    columns = {2: OCTSTR, 3: INT, 4: INT}
    mib.table(ENTRY, columns, ROWS, write={2: True, 3: True}, row_status=4, on_row=on_row)
    agent = Agent(mib, "public", "private")
    serve(agent)


if __name__ == "__main__":
    main()
