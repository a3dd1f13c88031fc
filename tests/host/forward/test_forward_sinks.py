# What `usnmp trapd --to` passes on to: MQTT (Debian's mosquitto), webhooks, Debian's Alertmanager,
# syslog, programs; and what it says without what they need.

import contextlib
import json
import queue
import socket
import subprocess
import sys
import urllib.request

import pytest
from clibox import usnmp_command
from conftest import ROOT, free_port, package, tool
from forwarding import LONG, Senders, Trapd, Web, number, program, server, tcp_port, wait
from usnmp_pc.forward.sinks import Down, Held, Rejected, opened

HOST, OTHER = "127.0.0.1", "127.0.0.2"
TEXT = json.dumps(
    {
        "time": 1700000000.25,
        "source": "192.0.2.7",
        "kind": "trap",
        "trap_oid": "1.3.6.1.6.3.1.1.5.3",
        "trap_name": "IF-MIB::linkDown",
        "agent_addr": "192.0.2.8",
        "varbinds": [{"oid": "1.2", "type": "INT", "value": 3, "name": "IF-MIB::ifIndex.3"}],
    }
)


class Mosquitto:
    """Debian's mosquitto, whose sessions outlive its end."""

    def __init__(self, folder):
        self.port = tcp_port()
        self.log, self.config = folder / "mosquitto.log", folder / "mosquitto.conf"
        lines = ["listener %d 127.0.0.1" % self.port, "allow_anonymous true", "user root"]
        lines += ["persistence true", "persistence_location %s/" % folder]
        self.config.write_text("\n".join(lines) + "\n")
        self.url = "mqtt://127.0.0.1:%d/snmp/traps" % self.port

    @contextlib.contextmanager
    def running(self):
        command = [tool("mosquitto"), "-c", self.config]
        with server(*command, port=self.port, log=self.log) as process:
            yield
            process.terminate()  # it writes its sessions
            process.wait(LONG)

    @contextlib.contextmanager
    def subscribed(self):
        """A queue of the (topic, text, QoS) that come, of the same session each time."""
        mqtt = package("paho.mqtt.client")
        version = mqtt.CallbackAPIVersion.VERSION2
        client = mqtt.Client(version, client_id="test", clean_session=False)
        came, ready = queue.Queue(), queue.Queue()
        client.on_message = lambda client, data, m: came.put((m.topic, m.payload.decode(), m.qos))
        client.on_subscribe = lambda *_: ready.put(True)
        client.connect("127.0.0.1", self.port)
        client.subscribe("snmp/#", 1)
        client.loop_start()
        ready.get(timeout=LONG)
        yield came
        client.disconnect()
        client.loop_stop()


def test_mqtt_gets_each_at_its_topic_with_an_acknowledgement(tmp_path):
    mosquitto = Mosquitto(tmp_path)
    with mosquitto.running(), mosquitto.subscribed() as came:
        with Trapd(tmp_path, to=[mosquitto.url]) as trapd:
            Senders(trapd.port, [HOST], 5).run()
            found = [came.get(timeout=LONG) for _ in range(5)]
            assert trapd.stop() == 0
    assert [(topic, qos) for topic, _, qos in found] == [("snmp/traps", 1)] * 5
    assert [number(text) for _, text, _ in found] == list(range(5))
    assert "5 passed on, 0 wait" in trapd.said()


def test_mqtt_that_was_away_gets_all_in_order(tmp_path):
    mosquitto = Mosquitto(tmp_path)
    with mosquitto.running(), mosquitto.subscribed():
        pass
    with Trapd(tmp_path, to=[mosquitto.url]) as trapd:
        Senders(trapd.port, [HOST], 3).run()
        wait(lambda: "all wait" in trapd.said(), "complaint")
        with mosquitto.running(), mosquitto.subscribed() as came:
            found = [number(came.get(timeout=LONG)[1]) for _ in range(3)]
            wait(lambda: "works again" in trapd.said(), "return")
            assert trapd.stop() == 0
    assert found == [0, 1, 2] and "3 passed on, 0 wait" in trapd.said()


def test_a_webhook_is_tried_again_until_it_answers_2xx(tmp_path):
    with Web(503, 503, 429, 204) as web, Trapd(tmp_path, to=[web.url + "/hook?a=b"]) as trapd:
        Senders(trapd.port, [HOST], 2).run()
        wait(lambda: [got[3] for got in web.got] == [503, 503, 429, 204, 200], "end", trapd.said)
        assert trapd.stop() == 0
    assert [number(got[2]) for got in web.got] == [0, 0, 0, 0, 1]
    assert {got[0] for got in web.got} == {"/hook?a=b"}
    names = [got[1]["X-Usnmp-Id"] for got in web.got]
    assert len(set(names[:4])) == 1 and names[4] != names[0]
    assert web.got[0][1]["Content-Type"] == "application/json"
    assert "status 503" in trapd.said() and "works again" in trapd.said()


def test_what_a_webhook_calls_bad_is_dropped_counted_and_told(tmp_path):
    with Web(400) as web, Trapd(tmp_path, to=[web.url]) as trapd:
        Senders(trapd.port, [HOST], 2).run()
        wait(lambda: len(web.got) == 2, "both")
        assert trapd.stop() == 0
    assert [number(got[2]) for got in web.got] == [0, 1]
    assert "rejected one of 127.0.0.1, which is dropped: status 400" in trapd.said()
    assert "1 passed on, 0 wait, 1 it rejected" in trapd.said()


def test_a_source_whose_notification_fails_waits_and_others_do_not(tmp_path):
    with Web(*[500] * 4) as web, Trapd(tmp_path, to=[web.url]) as trapd:
        Senders(trapd.port, [HOST], 3).run()
        Senders(trapd.port, [OTHER], 3).run()
        wait(lambda: [got[3] for got in web.got].count(200) == 6, "all", trapd.said)
        assert trapd.stop() == 0
    for host in (HOST, OTHER):
        taken = [n[2] for n in web.got if n[3] == 200 and json.loads(n[2])["source"] == host]
        assert list(map(number, taken)) == [0, 1, 2]


def test_a_password_is_sent_and_not_shown(tmp_path):
    with Web(503, 503) as web:
        url = web.url.replace("//", "//user:secret@")
        with Trapd(tmp_path, to=[url]) as trapd:
            Senders(trapd.port, [HOST], 1).run()
            wait(lambda: len(web.got) == 3, "last")
            assert trapd.stop() == 0
    assert web.got[0][1]["Authorization"] == "Basic dXNlcjpzZWNyZXQ="
    assert "secret" not in trapd.said() and web.url in trapd.said()
    assert b"secret" not in trapd.queue.read_bytes()


def test_each_of_several_sinks_gets_all(tmp_path):
    with Web() as one, Web(503) as two:
        with Trapd(tmp_path, to=[one.url, two.url]) as trapd:
            Senders(trapd.port, [HOST], 3).run()
            wait(lambda: len(one.got) == 3 and len(two.got) == 4, "all")
            assert trapd.stop() == 0
    assert [number(got[2]) for got in one.got] == [0, 1, 2]
    assert [number(got[2]) for got in two.got] == [0, 0, 1, 2]


def test_alertmanager_has_an_alert_of_each(tmp_path):
    port = tcp_port()
    (tmp_path / "am.yml").write_text("route: {receiver: none}\nreceivers: [{name: none}]\n")
    command = [tool("prometheus-alertmanager"), "--config.file=%s" % (tmp_path / "am.yml")]
    command += ["--storage.path=%s" % (tmp_path / "am"), "--cluster.listen-address="]
    command += ["--web.listen-address=127.0.0.1:%d" % port]
    url = "http://127.0.0.1:%d" % port
    with server(*command, port=port, log=tmp_path / "am.log"):
        with Trapd(tmp_path, "-m", "IF-MIB", to=["alertmanager+" + url]) as trapd:
            linkdown = {"trap": "1.3.6.1.6.3.1.1.5.3", "text": "a\nb"}
            Senders(trapd.port, [HOST, OTHER], 1, **linkdown).run()

            def alerts():
                with urllib.request.urlopen(url + "/api/v2/alerts", timeout=LONG) as f:
                    found = json.load(f)
                return len(found) == 2 and found

            found = sorted(wait(alerts, "alerts", trapd.said), key=lambda a: a["labels"]["source"])
            assert trapd.stop() == 0
    assert [alert["labels"] for alert in found] == [
        {
            "alertname": "linkDown",
            "instance": host,
            "source": host,
            "kind": "inform",
            "trap_oid": "1.3.6.1.6.3.1.1.5.3",
        }
        for host in (HOST, OTHER)
    ]
    assert found[0]["annotations"]["summary"] == "linkDown from 127.0.0.1"
    assert "1.3.6.1.4.1.8072.9999.1 = 0" in found[0]["annotations"]["varbinds"]


def test_an_alert_begins_when_the_notification_came():
    ((alert),) = json.loads(opened("alertmanager+http://h:9093").body(TEXT))
    assert alert["startsAt"] == "2023-11-14T22:13:20.250Z"
    assert alert["annotations"]["varbinds"] == "IF-MIB::ifIndex.3 = 3"


HEAD = b"<29>1 2023-11-14T22:13:20.250Z 192.0.2.8 usnmp - linkDown "
HEAD += b'[origin ip="192.0.2.7" software="usnmp"] '


def test_syslog_by_udp_is_a_message_of_rfc_5424():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((HOST, 0))
        s.settimeout(LONG)
        sink = opened("syslog://127.0.0.1:%d" % s.getsockname()[1])
        sink.send("u-1", "192.0.2.7", TEXT)
        assert s.recv(65536) == HEAD + TEXT.encode()
        with pytest.raises(Rejected, match="too many for UDP"):
            sink.send("u-2", "192.0.2.7", TEXT[:-1] + ', "more": "%s"}' % ("x" * 66000))
        sink.close()


def test_syslog_by_tcp_counts_octets_and_notices_that_the_server_went():
    with socket.create_server((HOST, 0)) as listening:
        listening.settimeout(LONG)
        sink = opened("syslog+tcp://127.0.0.1:%d" % listening.getsockname()[1])
        sink.send("u-1", "192.0.2.7", TEXT)
        peer = listening.accept()[0]
        octets = HEAD + TEXT.encode()
        wanted = b"%d %s" % (len(octets), octets)
        with peer, peer.makefile("rb") as f:
            assert f.read(len(wanted)) == wanted
        with pytest.raises(Down, match="closed"):
            sink.send("u-2", "192.0.2.7", TEXT)
        sink.close()
        sink.send("u-2", "192.0.2.7", TEXT)
        with listening.accept()[0] as peer, peer.makefile("rb") as f:
            assert f.read(len(wanted)) == wanted
        sink.close()


def test_what_devices_send_makes_no_second_line_of_syslog(tmp_path):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        s.bind((HOST, 0))
        s.settimeout(LONG)
        with Trapd(tmp_path, to=["syslog://127.0.0.1:%d" % s.getsockname()[1]]) as trapd:
            Senders(trapd.port, [HOST], 1, text="a\r\n<0>1 - - - - - - \x1b[2J\u202e").run()
            octets = s.recv(65536)
            assert trapd.stop() == 0
    assert octets.decode("ascii").isprintable()


def test_a_program_gets_the_json_and_says_by_its_exit_status_what_becomes_of_it(tmp_path):
    path = program(tmp_path, 'echo "$USNMP_ID $USNMP_SOURCE" >>GOT\ncat >>GOT\nexit $STATUS')
    sink = opened(path)
    with pytest.MonkeyPatch.context() as patch:
        for status, error in ((0, None), (65, Rejected), (1, Held)):
            patch.setenv("STATUS", str(status))
            if error:
                with pytest.raises(error, match="exit status %d" % status):
                    sink.send("u-1", "192.0.2.7", TEXT)
            else:
                sink.send("u-1", "192.0.2.7", TEXT)
    assert (tmp_path / "got").read_text() == 3 * ("u-1 192.0.2.7\n" + TEXT + "\n")


@pytest.mark.parametrize(
    "url, why",
    (
        ("ftp://h/", "it must begin with one of nats:, "),
        ("nats://h", "its path must be a subject"),
        ("nats://h/a.*", "its path must be a subject"),
        ("nats://h/a?b", "it takes ?core"),
        ("mqtt://h/", "its path must be a topic"),
        ("mqtt://h/a/+", "its path must be a topic"),
        ("mqtt://h/a/%23", "its path must be a topic"),
        ("mqtt://h/a/#", "a # of it must be written %23"),
        ("http:///x", "it has no host"),
        ("http://h:99999/", "out of range"),
        ("syslog://h/x", "it takes no path"),
        ("exec:/nonexistent", "it must be the full path of a program"),
        ("exec:true", "it must be the full path of a program"),
    ),
)
def test_a_url_that_is_wrong_is_told_at_once(url, why, tmp_path):
    package("nats"), package("paho.mqtt.client")
    command = ["trapd", "--queue", tmp_path / "q.db", "--to", url, free_port()]
    status, _, errors = usnmp_command(*command)
    assert status == 1 and why in errors.decode() and errors.count(b"\n") == 1


WITHOUT = """
import sys
for name in ("nats", "paho", "sqlite3"):
    sys.modules[name] = None
from usnmp_pc.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_without_the_extra_trapd_receives_as_before(tmp_path):
    port = free_port()
    command = [sys.executable, "-c", WITHOUT, "trapd", "-n1", "--json", "udp:127.0.0.1:%d" % port]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        senders = Senders(port, [HOST], 1)
        senders.run()
        assert number(process.stdout.readline()) == 0
        assert process.wait(LONG) == 0
    assert senders.answers == {HOST: [0]}


@pytest.mark.parametrize("url, what", (("nats://h/s", "nats-py"), ("mqtt://h/t", "paho-mqtt")))
def test_without_the_extra_a_sink_of_it_says_what_to_install(url, what, tmp_path):
    code = WITHOUT.replace(', "sqlite3"', "")
    command = [sys.executable, "-c", code, "trapd", "--queue", tmp_path / "q.db", "--to", url]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONG)
    assert done.returncode == 1
    assert done.stderr == "usnmp trapd: it needs %s: pip install 'usnmp[forward]'\n" % what
