# A MIB with what is rare in others, for tests of skeletons and lint: limits with gaps, indices of
# every kind, rows that go with others, names that Python has, an object of a type from nowhere.

TEXT = """TOY-MIB DEFINITIONS ::= BEGIN

IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Integer32, Unsigned32, IpAddress,
    Counter64, enterprises FROM SNMPv2-SMI
    RowStatus, MacAddress, DateAndTime, TruthValue FROM SNMPv2-TC
    Nothing FROM NOWHERE-MIB;

toyMIB MODULE-IDENTITY
    LAST-UPDATED "202611290000Z"
    ORGANIZATION "usnmp"
    CONTACT-INFO "none"
    DESCRIPTION "Of tests."
    ::= { enterprises 99999 }

toyTime OBJECT-TYPE
    SYNTAX DateAndTime
    MAX-ACCESS read-write
    STATUS current
    DESCRIPTION "Of 8 or 11 octets."
    ::= { toyMIB 1 }

toyEven OBJECT-TYPE
    SYNTAX Integer32 (-5..-1 | 3 | 7..9)
    MAX-ACCESS read-write
    STATUS current
    DESCRIPTION "Gaps."
    DEFVAL { 7 }
    ::= { toyMIB 2 }

class OBJECT-TYPE
    SYNTAX INTEGER { none(0), first-one(1), other(5) }
    MAX-ACCESS read-write
    STATUS current
    DESCRIPTION "A word of Python."
    DEFVAL { first-one }
    ::= { toyMIB 3 }

toyFlags OBJECT-TYPE
    SYNTAX BITS { red(0), green(1), blue(9) }
    MAX-ACCESS read-write
    STATUS current
    DESCRIPTION "Flags."
    DEFVAL { { green, blue } }
    ::= { toyMIB 4 }

toyLost OBJECT-TYPE
    SYNTAX Nothing
    MAX-ACCESS read-only
    STATUS current
    DESCRIPTION "What no module has."
    ::= { toyMIB 5 }

toyOld OBJECT-TYPE
    SYNTAX Counter64
    MAX-ACCESS read-only
    STATUS deprecated
    DESCRIPTION "Old."
    ::= { toyMIB 6 }

toyTable OBJECT-TYPE
    SYNTAX SEQUENCE OF ToyEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Rows."
    ::= { toyMIB 7 }

toyEntry OBJECT-TYPE
    SYNTAX ToyEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "A row."
    INDEX { toyMac, toyAddress, toyNumber, IMPLIED toyOid }
    ::= { toyTable 1 }

ToyEntry ::= SEQUENCE {
    toyMac MacAddress, toyAddress IpAddress, toyNumber Unsigned32,
    toyOid OBJECT IDENTIFIER, toyLight TruthValue, toyStatus RowStatus
}

toyMac OBJECT-TYPE
    SYNTAX MacAddress
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Of 6 octets."
    ::= { toyEntry 1 }

toyAddress OBJECT-TYPE
    SYNTAX IpAddress
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Of 4 arcs."
    ::= { toyEntry 2 }

toyNumber OBJECT-TYPE
    SYNTAX Unsigned32 (1..5)
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "Few."
    ::= { toyEntry 3 }

toyOid OBJECT-TYPE
    SYNTAX OBJECT IDENTIFIER
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "As long as it is."
    ::= { toyEntry 4 }

toyLight OBJECT-TYPE
    SYNTAX TruthValue
    MAX-ACCESS read-create
    STATUS current
    DESCRIPTION "On or off."
    DEFVAL { false }
    ::= { toyEntry 5 }

toyStatus OBJECT-TYPE
    SYNTAX RowStatus
    MAX-ACCESS read-create
    STATUS current
    DESCRIPTION "Of the row."
    ::= { toyEntry 6 }

toyMoreTable OBJECT-TYPE
    SYNTAX SEQUENCE OF ToyMoreEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "More of the same rows."
    ::= { toyMIB 8 }

toyMoreEntry OBJECT-TYPE
    SYNTAX ToyMoreEntry
    MAX-ACCESS not-accessible
    STATUS current
    DESCRIPTION "More of a row."
    AUGMENTS { toyEntry }
    ::= { toyMoreTable 1 }

ToyMoreEntry ::= SEQUENCE { toyMore OCTET STRING }

toyMore OBJECT-TYPE
    SYNTAX OCTET STRING (SIZE (2..4))
    MAX-ACCESS read-create
    STATUS current
    DESCRIPTION "It goes with the row."
    ::= { toyMoreEntry 1 }

toyAlarm NOTIFICATION-TYPE
    OBJECTS { toyEven, toyLight, toyMore, toyLost }
    STATUS current
    DESCRIPTION "Of a row."
    ::= { toyMIB 0 1 }

toyQuiet NOTIFICATION-TYPE
    STATUS current
    DESCRIPTION "Of nothing."
    ::= { toyMIB 0 2 }

END
"""
