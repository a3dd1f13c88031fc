# The reasons that a receiver's on_bad is given, in words. Imports nothing; for a PC, where nobody
# counts octets.

REASONS = {
    "ber": "no SNMP message, or a defective one",
    "version": "a version that is not taken: SNMPv3 without users, or one that does not exist",
    "community": "a community that is not taken",
    "pdu": "no notification: a request or a response",
    "trap": "a trap without snmpTrapOID.0, or an SNMPv1 trap of no kind",
    "too big": "longer than max_size",
    "memory": "no memory for it",
    "model": "another security model than USM",
    "flags": "privacy without authentication, or a msgMaxSize below 484",
    "engine": "an inform for another engine, or an engine that is not accepted",
    "user": "unknown user",
    "level": "a level that the user has no keys for, or below the least",
    "digest": "wrong digest: another authentication password, key or protocol",
    "decryption": "cannot be decrypted: another privacy password, key or protocol",
    "window": "not in the time window: a replay, or a sender whose clock or boots went back",
}
