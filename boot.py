# Runs first at each boot: brings up Wi-Fi as config.json says, and always ends, so that main.py
# and the REPL come. For Ethernet make your network.LAN(...) here, active(True); leave "wifi" out.

import gc

gc.threshold(2048)  # collect often: what is imported first is to end up side by side


def _boot():
    from usnmp_firmware.config import configuration

    config = configuration()
    if config["wifi"]:
        from usnmp_firmware.wifi import connect

        connect(config["wifi"], config["hostname"])


try:
    _boot()
except Exception as e:  # main.py says what is wrong with config.json
    print("boot.py: %r" % e)
    try:  # the portal, if it is there and main.py has asked for it
        __import__("usnmp_firmware.portal", None, None, ("run",)).run(True)
    except ImportError:
        pass
del _boot  # main.py sees the names of this file
