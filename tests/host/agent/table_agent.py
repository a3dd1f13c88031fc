# A server for the tests of managers, portable: `table_agent.py PORT`. The system group, an IF-MIB
# of three interfaces, and a Counter64; "private" may write.

from serverbox import serve
from usnmp_agent import Agent
from usnmp_mib import COUNTER, COUNTER64, GAUGE, INT, OCTSTR, Mib
from usnmp_mibs.snmpv2_mib import system
from usnmp_base.uptime import Uptime

INTERFACES = "1.3.6.1.2.1.2"
OCTETS64 = "1.3.6.1.4.1.8072.9999.9999.64.0"
COLUMNS = {
    1: INT,
    2: OCTSTR,
    3: INT,
    4: INT,
    5: GAUGE,
    6: OCTSTR,
    7: INT,
    10: COUNTER,
    16: COUNTER,
}


class Interface:
    # A row by column number, whose ifInOctets rises by 1000 at each read.
    def __init__(self, cells):
        self.cells = cells

    def __getitem__(self, column):
        value = self.cells[column]
        if column == 10:
            self.cells[10] = value + 1000 & 0xFFFFFFFF
        return value


ROWS = {
    1: Interface({1: 1, 2: "lo", 3: 24, 4: 65536, 5: 10000000, 7: 1, 10: 5, 16: 5}),
    2: Interface(
        {
            1: 2,
            2: "wlan0",
            3: 71,
            4: 1500,
            5: 54000000,
            6: b"\x02\x00\x5e\x90\x00\xff",
            7: 1,
            10: 4294966000,  # wraps at the third read
            16: 4294967295,
        }
    ),
    130: Interface({1: 130, 2: "eth0", 3: 6, 4: 1500, 5: 4294967295, 6: b"", 7: 2, 10: 0, 16: 0}),
}


def set_status(key, value):
    if not 1 <= value <= 3:
        raise ValueError("up(1), down(2), testing(3)")
    ROWS[key].cells[7] = value


def main():
    mib = Mib()
    uptime = Uptime()
    system(mib, uptime, contact="ops@example.org", name="box", location="here")
    mib.scalar(INTERFACES + ".1.0", INT, len(ROWS))
    mib.table(INTERFACES + ".2.1", COLUMNS, ROWS, write={7: set_status})
    mib.scalar(OCTETS64, COUNTER64, 18446744073709551615)
    agent = Agent(mib, "public", "private", uptime=uptime)
    serve(agent)


if __name__ == "__main__":
    main()
