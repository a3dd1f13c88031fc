# Where USNMP-MIB is in the tree of OIDs: the one place where the code has it. mibs/USNMP-MIB.txt
# has it in its MODULE-IDENTITY. Imports nothing; usnmp_mib does, and the firmware's start.

ARC = "1.3.6.1.4.1.8072.9999.9999.101"  # in net-snmp's playground
