# docs/coming-from.md: every name of the five libraries is on the left, and everything on the right
# is there and runs.

import ast
import asyncio
import contextlib
import inspect
import io
import re
import types

import pytest
import usnmp_pc.cli
from clibox import usnmp_command
from conftest import ROOT, free_port

PAGE = ROOT / "docs" / "coming-from.md"
NONE = "no: "  # how a cell begins that has no name to give, and then the reason

# The names of each, as its documentation has them.
IPWORKS = """
accept_data active local_engine_id local_host local_port obj_count obj_type obj_id obj_type_string
obj_value request_id
activate add_engine add_user clear_cache config deactivate do_events hash_passwords remove_engine
remove_user reset show_cache value
AuthenticationKey CompatibilityMode ContextEngineId ContextName DecryptLogPackets EncryptionKey
ForceLocalPort ShowCacheForUser SourceAddress SourcePort TimeWindow CaptureIPPacketInfo
DelayHostResolution DestinationAddress DontFragment LocalHost LocalPort MaxPacketSize QOSDSCPValue
QOSTrafficType ShareLocalPort SourceIPAddress SourceMacAddress UseConnection UseIPv6
AbsoluteTimeout FirewallData InBufferSize OutBufferSize BuildInfo CodePage LicenseInfo
ProcessIdleEvents SelectWaitMillis UseInternalSecurityAPI
301 302 303 305 306 307 308 309 310 311 312 313 314 315 316 317 318 319 320 321 322 323 324 325 326
327 328 329 104 106 107 109 112 113 114 115 116 117 118 119 434
270 271 272 273 274 275 276 280 281 282 283 284
10004 10009 10013 10014 10022 10024 10035 10036 10037 10038 10039 10040 10041 10042 10043 10044
10045 10046 10047 10048 10049 10050 10051 10052 10053 10054 10055 10056 10057 10058 10059 10060
10061 10062 10063 10064 10065 10066 10067 10068 10069 10070 10071 10091 10092 10093 11001 11002
11003 11004
"""
NETSNMP = """
AgentAddr Community Enterprise ErrorIndex ErrorStatus GenericTrap RequestID SendAuthFailureTrap
SNMPVersion SpecificTrap TimeStamp ToPort TrapToPort
CheckAuthenticity Close DescriptionMapAdd GetValue GetNextValue Open Process ProcessResponse
ProcessTrap SendTrap SetValue
NetSNMP:BitString NetSNMP:Counter NetSNMP:Gauge NetSNMP:Integer NetSNMP:IPAddress
NetSNMP:NetworkAddress NetSNMP:Null NetSNMP:ObjectIdentifier NetSNMP:Opaque NetSNMP:String
NetSNMP:TimeTicks NetSNMP:ComProfilesQueueType NetSNMP:MIBQueueType NetSNMP:MIBViewsQueueType
NetSNMP:VarBindListType NetSNMP:NoError NetSNMP:enterpriseSpecific NetSNMP:ReadOnly
NetSNMP:ReadWrite
"""
PYSNMP = """
CommandGenerator getCmd setCmd nextCmd bulkCmd nonRepeaters maxRepetitions lookupNames lookupValues
lexicographicMode ignoreNonIncreasingOid maxRows errorIndication errorStatus errorIndex varBinds
varNames varBindTable prettyPrint NotificationOriginator snmpContext sendNotification notifyType
notificationType AsynCommandGenerator cbFun cbCtx sendRequestHandle AsynNotificationOriginator
runDispatcher snmpEngine authData transportTarget transportAddr UsmUserData securityName authKey
privKey authProtocol privProtocol usmHMACMD5AuthProtocol usmHMACSHAAuthProtocol usmNoAuthProtocol
usmNoPrivProtocol usmDESPrivProtocol usm3DESEDEPrivProtocol usmAesCfb128Protocol
usmAesCfb192Protocol usmAesCfb256Protocol CommunityData communityName mpModel UdpTransportTarget
Udp6TransportTarget timeout retries PySnmpError SmiError
ObjectName ObjectIdentifier OctetIdentifier MibVariable getMibSymbol getOid getMibNode
isFullyResolved Integer Integer32 OctetString Bits IpAddress Counter32 Counter64 Gauge32 Unsigned32
TimeTicks Opaque TextualConvention
MibScalar MibScalarInstance getName getSyntax getUnits getDescription MibTable MibTableRow
MibTableColumn getInstIdFromIndices getIndicesFromInstId setIndexNames setProtoInstance
setMaxAccess readTest readGet readTestNext readGetNext clone writeTest writeCommit writeCleanup
writeUndo createTest createCommit createCleanup createUndo MibBuilder loadModules importSymbols
getMibPath setMibPath unloadModules unexportSymbols exportSymbols MibViewController getNodeName
getNextNodeName getFirstNodeName getNodeLocation
"""
SNMPKIT = """
__anext__ start stop TrapMessage source version community pdu_type request_id trap_oid uptime
varbinds raw_varbinds send_inform
"""
UPYLIB = """
SnmpPacket ver community type varbinds id err_status err_id enterprise agent_addr generic_trap
specific_trap timestamp tobytes tobytes_tv tobytes_len frombytes_tvat frombytes_lenat SNMP_VER1
ASN1_OCTSTR ASN1_OID ASN1_NULL ASN1_SEQ ASN1_INT SNMP_GETREQUEST GET_REQUEST SNMP_GETNEXTREQUEST
SNMP_GETRESPONSE SNMP_SETREQUEST SNMP_TRAP SNMP_COUNTER SNMP_GUAGE SNMP_TIMETICKS SNMP_IPADDR
SNMP_OPAQUE SNMP_NSAPADDR SNMP_ERR_NOERROR SNMP_TRAP_COLDSTART SNMP_TRAP_WARMSTART
SNMP_TRAP_LINKDOWN SNMP_TRAP_LINKUP
"""
# What has parts, such as the parameters of an event: they follow a colon.
PARTS = {
    "IPWorks SNMPTrapMgr": {
        "on_bad_packet": "packet source_address source_port error_code error_description report",
        "on_cache_entry": "engine_id engine_boots engine_time user authentication_protocol "
        "authentication_password encryption_algorithm encryption_password",
        "on_check_engine": "engine_id engine_boots engine_time user security_level "
        "remote_address remote_port is_new accept",
        "on_discovery_request": "engine_id engine_boots engine_time user security_level "
        "source_address source_port respond",
        "on_error": "error_code description",
        "on_get_user_password": "password_type user engine_id password algorithm",
        "on_get_user_security_level": "user engine_id security_level",
        "on_hash_password": "password auth_algorithm hash",
        "on_inform_request": "request_id snmp_version community user security_level "
        "source_address source_port error_index error_status error_description respond",
        "on_packet_trace": "packet direction packet_address packet_port",
        "on_trap": "request_id snmp_version community user security_level trap_oid time_stamp "
        "agent_address source_address source_port",
    },
    "NetSNMP": {
        "qCommunityProfiles": "CommunityName Permission",
        "qMIBViews": "CommunityName SubTree",
        "qMIBEntries": "Name ValueType Access Status Description Value BSsize BSbits",
        "qDescriptionMap": "Name Description",
        "qVarBindList": "Name ValueType Value BSsize BSbits",
    },
    "snmpkit traps": {
        "Manager": "port community version user auth_protocol auth_password priv_protocol "
        "priv_password",
        "send_trap": "trap_oid varbinds uptime",
        "Value": "Integer OctetString",
        "TrapReceiver": "host port",
    },
}
NAMES = {
    "IPWorks SNMPTrapMgr": IPWORKS,
    "NetSNMP": NETSNMP,
    "PySNMP one-liners": PYSNMP,
    "snmpkit traps": SNMPKIT,
    "upylib's usnmp": UPYLIB,
}


def rows(text):
    """(left, right) of each row of the tables in a part of the page."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            left, right = line.strip("|").split(" | ")
            if "`" in left:
                yield left.strip(), right.strip()


def code(cell):
    return re.findall("`([^`]+)`", cell)


TEXT = PAGE.read_text()
SECTIONS = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", TEXT, re.M | re.S))
SETUP = re.search("^```python\n(.*?)^```", TEXT, re.M | re.S).group(1)


def listed(heading):
    """({names}, {what has parts: [parts]}) of a section's left column."""
    names, parts = [], {}
    for left, _ in rows(SECTIONS[heading]):
        found = code(left)
        if "`: " in left:
            parts[found[0]] = found[1:]
        else:
            names += found
    return names, parts


@pytest.mark.parametrize("heading", NAMES)
def test_every_name_of_the_library_has_its_row(heading):
    names, parts = listed(heading)
    assert sorted(names) == sorted(NAMES[heading].split())
    assert parts == {name: words.split() for name, words in PARTS.get(heading, {}).items()}


def test_each_row_names_something_or_says_why_not():
    assert list(SECTIONS) == list(NAMES)
    for heading in NAMES:
        for left, right in rows(SECTIONS[heading]):
            if right.startswith(NONE):
                assert len(right) > 20 or "as `" in right, left
            else:
                assert code(right) or len(right) > 10, left


# --- the right column ---


class World:
    """The names of the page's first block; `with World() as world`."""

    def __enter__(self):
        self.names = {"__name__": "page"}
        exec(compile(SETUP.replace("16100", str(free_port())), PAGE.name, "exec"), self.names)
        return self

    def __exit__(self, *args):
        for name in ("m", "receiver", "notify", "many"):
            self.names[name].close()

    def run(self, text):
        """Run what stands in a cell; raises what it raises, and NameError, AttributeError for
        what is not there.
        """
        if text.startswith("usnmp "):
            return command(text.split())
        if re.fullmatch(r"[\w./-]+/[\w.-]+|[A-Z]{4,}", text) and text not in self.names:
            assert (ROOT / text).exists(), text
            return None
        loop = re.fullmatch(r"(?:async )?for n in (.*):", text)
        if loop:  # it would wait for what never comes
            found = self.run(loop.group(1))
            return found.__aiter__() if text.startswith("async") else iter(found)
        if text.endswith(":"):
            text += " pass"
        there = re.match(r"([\w.]+) = ", text)
        if there:  # an attribute that is set must have been there
            self.run(there.group(1))
        with contextlib.redirect_stdout(io.StringIO()):
            return self._evaluate(text)

    def _evaluate(self, text):
        try:
            tree, mode = ast.parse(text, mode="eval"), "eval"
        except SyntaxError:
            tree, mode = ast.parse(text), "exec"
        made = compile(tree, PAGE.name, mode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        run = types.FunctionType(made, self.names)
        return asyncio.run(run()) if made.co_flags & inspect.CO_COROUTINE else run()


def command(words):
    """Does the command `usnmp` know these words?"""
    if words[1] == "-V":
        return usnmp_command(*words[1:])
    assert words[1] in usnmp_pc.cli.COMMANDS, words
    said = usnmp_command(words[1], "-h")[1].decode()
    for word in words[2:]:
        if word.startswith("-C"):
            assert re.search(r"[ ;]%s: " % word[2], said), (word, said)
        else:
            assert re.search(r"^ +(?:\S+, )?%s\b" % word, said, re.M), (word, said)


@pytest.mark.parametrize("heading", NAMES)
def test_all_on_the_right_is_there_and_runs(heading):
    wrong = []
    with World() as world:
        for left, right in rows(SECTIONS[heading]):
            for text in code(right):
                if "as `%s`" % text in right:  # see that row
                    names, parts = listed(heading)
                    assert text in [*names, *parts], text
                    continue
                try:
                    world.run(text)
                except Exception as e:
                    wrong.append((left[:40], text, repr(e)))
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize(
    "text",
    [
        "receiver.pausd = True", "receiver.pused", "Receiver(prt=1)", "REASONS['none']",
        "m.gte(oid)", "usnmp trapt -d", "usnmp trapd -q", "usnmp walk -Cz", "examples/none.py",
        "NONAME", "await asked.gt(oid)", "for n in reciver:", "async with udp:", "usnmp.SNMP_NONE",
        "(((", "many.target('::1', usr=1)",
    ],
)  # fmt: skip
def test_what_is_misspelt_would_be_found(text):
    with World() as world, pytest.raises((Exception, AssertionError)):
        world.run(text)


def test_a_row_that_is_missing_would_be_found(monkeypatch):
    gone = re.sub(r"^\| `Close` .*\n", "", SECTIONS["NetSNMP"], flags=re.M)
    monkeypatch.setitem(SECTIONS, "NetSNMP", gone)
    with pytest.raises(AssertionError):
        test_every_name_of_the_library_has_its_row("NetSNMP")
