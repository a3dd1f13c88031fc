# Where USNMP-MIB is in the tree of OIDs: the one place of the code, but for usnmp_firmware's
# assemble, which a test compares with it. mibs/USNMP-MIB.txt has it in its MODULE-IDENTITY.
# Imports nothing; the modules that serve that MIB import it.

ARC = "1.3.6.1.4.1.8072.9999.9999.101"  # in net-snmp's playground
