# SNMPv3 (RFC 3412, 3414): users, messages, authentication and privacy.
