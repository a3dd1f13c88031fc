# What compiled MIB modules have lost, or have of an older RFC than networks do: facts for
# mib_table.py, with where they are from. Imports nothing.

# RFC 1155, section 4 and 6; modules that only define macros, and what nothing has as a text.
SMI_V1 = {
    "internet": "1.3.6.1",
    "directory": "1.3.6.1.1",
    "mgmt": "1.3.6.1.2",
    "experimental": "1.3.6.1.3",
    "private": "1.3.6.1.4",
    "enterprises": "1.3.6.1.4.1",
}
EMPTY = ("SNMPv2-CONF", "RFC-1212", "RFC-1215")

# What is said of names: a key with what it is, or None for a name that the RFC has not.
_NUMBERS_TO_303 = (  # IANA's registry, ifType definitions, 2024
    "xboxWireless fastdsl docsCableScte55d1FwdOob docsCableScte55d1RetOob docsCableScte55d2DsOob"
    " docsCableScte55d2UsOob docsCableNdf docsCableNdr ptm ghn otnOtsi otnOtuc otnOduc otnOtsig"
    " microwaveCarrierTermination microwaveRadioLinkTerminal ieee8021axDrni ax25 ieee19061nanocom"
    " cpri omni roe p2pOverLan"
).split()
ENUMS = {
    "IANAifType": {name: 281 + n for n, name in enumerate(_NUMBERS_TO_303)},
    "IANAtunnelType": {"softwireMesh": 16, "dsLite": 17, "aplusp": 18, "ipsectunnelmode": 19},
    "IANAipRouteProtocol": {"rpl": 18, "dhcp": 19, "ttdp": 20},
}
TYPES = {
    # Erlang's texts have "255a", as its compiler knows no "t".
    "SnmpAdminString": {"hint": "255t"},  # RFC 3411, section 5
    "SnmpTagValue": {"hint": "255t"},  # RFC 3413, section 4
    "SnmpTagList": {"hint": "255t"},
}
_OR_ZERO = {"syntax": "InterfaceIndexOrZero"}
_LINK = {"objects": ["ifIndex", "ifAdminStatus", "ifOperStatus"]}
_NONE = {"default": "zeroDotZero"}
NODES = {
    "IF-MIB": {  # RFC 2863, section 6; compiled is RFC 2233
        "ifAlias": {"ranges": [[0, 64]]},
        "ifStackHigherLayer": _OR_ZERO,
        "ifStackLowerLayer": _OR_ZERO,
        "linkDown": _LINK,
        "linkUp": _LINK,
    },
    "IP-MIB": {  # RFC 4293, section 5
        "ipAdEntIfIndex": {"syntax": "INTEGER", "ranges": [[1, 2147483647]]},
        "ipAdEntBcastAddr": {"syntax": "INTEGER", "ranges": [[0, 1]]},
        "ipAdEntReasmMaxSize": {"syntax": "INTEGER", "ranges": [[0, 65535]]},
        "ipNetToMediaIfIndex": {"syntax": "INTEGER", "ranges": [[1, 2147483647]]},
        "ipAddressPrefix": _NONE,
    },
    "SNMP-COMMUNITY-MIB": {  # RFC 3584, section 5; Erlang's is RFC 2576
        "snmpCommunityName": {"ranges": None},
        "snmpCommunitySecurityName": {"ranges": [[1, 32]]},
        "snmpCommunityContextName": {"ranges": [[0, 32]]},
        "snmpCommunityGroup": {
            "objects": "snmpCommunityName snmpCommunitySecurityName snmpCommunityContextEngineID"
            " snmpCommunityContextName snmpCommunityTransportTag snmpCommunityStorageType"
            " snmpCommunityStatus snmpTargetAddrTMask snmpTargetAddrMMS".split()
        },
        "snmpTargetAddrMMS": {"ranges": [[0, 0], [484, 2147483647]], "default": 484},
    },
    "SNMPv2-TM": {  # RFC 3417, section 3; Erlang's is RFC 1906
        "snmpv2TM": {"name": "snmpv2tm", "oid": [1, 3, 6, 1, 6, 3, 19]},
        "rfc1157Domain": {"status": "deprecated"},
    },
    "DISMAN-EVENT-MIB": {  # RFC 2981, section 5; compiled is a draft of what was to follow it
        "mteTriggerEntryStorageType": None,
        "mteObjectsEntryStorageType": None,
        "mteEventEntryStorageType": None,
        "mteTriggerValueID": _NONE,
        "mteTriggerDeltaDiscontinuityID": {"default": "sysUpTimeInstance"},
        "mteObjectsID": _NONE,
        "mteEventActions": {"default": []},
        "mteEventNotification": _NONE,
        "mteEventSetObject": _NONE,
    },
    "NOTIFICATION-LOG-MIB": {"nlmConfigGlobalAgeOut": {"default": 1440}},  # RFC 3014, section 3
}
# DEFVAL { 0 }, which old releases of pysmi left out
ZERO = (
    # RFC 4293
    "ipv6RouterAdvertLinkMTU ipv6RouterAdvertReachableTime ipv6RouterAdvertRetransmitTime"
    # RFC 4292
    " ipForwardIfIndex ipForwardAge ipForwardNextHopAS ipCidrRouteIfIndex ipCidrRouteAge"
    " ipCidrRouteNextHopAS inetCidrRouteNextHopAS"
    # RFC 2981
    " mteTriggerBooleanValue mteTriggerThresholdRising mteTriggerThresholdFalling"
    " mteTriggerThresholdDeltaRising mteTriggerThresholdDeltaFalling mteEventSetValue"
    # RFC 3014
    " nlmConfigGlobalEntryLimit nlmConfigLogEntryLimit"
    # RFC 2819
    " hostTopNTimeRemaining hostTopNDuration filterPktDataOffset bufferControlDownloadOffset"
).split()
# Nodes that only the RFC of today has: module -> [(name, OID, kind, objects)]
MORE = {
    "IF-MIB": [  # RFC 2863
        ("linkUpDownNotificationsGroup", "1.3.6.1.2.1.31.2.1.14", "group", ["linkUp", "linkDown"]),
        ("ifCompliance3", "1.3.6.1.2.1.31.2.2.3", "compliance", None),
    ],
    "SNMP-COMMUNITY-MIB": [  # RFC 3584
        ("snmpProxyTrapForwardCompliance", "1.3.6.1.6.3.18.2.1.2", "compliance", None),
        (
            "snmpProxyTrapForwardGroup",
            "1.3.6.1.6.3.18.2.2.3",
            "group",
            ["snmpTrapAddress", "snmpTrapCommunity"],
        ),
    ],
}

# STATUS, of which old releases of pysmi kept nothing; all else is current.
# RFC 2863, 4293, 4022, 4113, 4133, 4292
DEPRECATED = {
    "IF-MIB": "ifInNUcastPkts ifOutNUcastPkts ifOutQLen ifSpecific ifTestTable ifTestEntry"
    " ifTestId ifTestStatus ifTestType ifTestResult ifTestCode ifTestOwner ifGeneralGroup"
    " ifTestGroup ifStackGroup ifOldObjectsGroup ifCompliance ifCompliance2",
    "IP-MIB": "ipInReceives ipInHdrErrors ipInAddrErrors ipForwDatagrams ipInUnknownProtos"
    " ipInDiscards ipInDelivers ipOutRequests ipOutDiscards ipOutNoRoutes ipReasmReqds ipReasmOKs"
    " ipReasmFails ipFragOKs ipFragFails ipFragCreates ipAddrTable ipAddrEntry ipAdEntAddr"
    " ipAdEntIfIndex ipAdEntNetMask ipAdEntBcastAddr ipAdEntReasmMaxSize ipNetToMediaTable"
    " ipNetToMediaEntry ipNetToMediaIfIndex ipNetToMediaPhysAddress ipNetToMediaNetAddress"
    " ipNetToMediaType ipRoutingDiscards icmpInMsgs icmpInErrors icmpInDestUnreachs"
    " icmpInTimeExcds icmpInParmProbs icmpInSrcQuenchs icmpInRedirects icmpInEchos icmpInEchoReps"
    " icmpInTimestamps icmpInTimestampReps icmpInAddrMasks icmpInAddrMaskReps icmpOutMsgs"
    " icmpOutErrors icmpOutDestUnreachs icmpOutTimeExcds icmpOutParmProbs icmpOutSrcQuenchs"
    " icmpOutRedirects icmpOutEchos icmpOutEchoReps icmpOutTimestamps icmpOutTimestampReps"
    " icmpOutAddrMasks icmpOutAddrMaskReps ipMIBCompliance ipGroup icmpGroup",
    "TCP-MIB": "tcpConnTable tcpConnEntry tcpConnState tcpConnLocalAddress tcpConnLocalPort"
    " tcpConnRemAddress tcpConnRemPort tcpMIBCompliance tcpGroup",
    "UDP-MIB": "udpTable udpEntry udpLocalAddress udpLocalPort udpMIBCompliance udpGroup",
    "ENTITY-MIB": "entLogicalCommunity entityLogicalGroup entityCompliance entity2Compliance",
    "IP-FORWARD-MIB": "ipCidrRouteNumber ipCidrRouteTable ipCidrRouteEntry ipCidrRouteDest"
    " ipCidrRouteMask ipCidrRouteTos ipCidrRouteNextHop ipCidrRouteIfIndex ipCidrRouteType"
    " ipCidrRouteProto ipCidrRouteAge ipCidrRouteInfo ipCidrRouteNextHopAS ipCidrRouteMetric1"
    " ipCidrRouteMetric2 ipCidrRouteMetric3 ipCidrRouteMetric4 ipCidrRouteMetric5"
    " ipCidrRouteStatus ipForwardCidrRouteGroup ipForwardCompliance",
}
OBSOLETE = {
    "IP-FORWARD-MIB": "ipForwardNumber ipForwardTable ipForwardEntry ipForwardDest ipForwardMask"
    " ipForwardPolicy ipForwardNextHop ipForwardIfIndex ipForwardType ipForwardProto ipForwardAge"
    " ipForwardInfo ipForwardNextHopAS ipForwardMetric1 ipForwardMetric2 ipForwardMetric3"
    " ipForwardMetric4 ipForwardMetric5 ipForwardMultiPathGroup ipForwardOldCompliance",
}
