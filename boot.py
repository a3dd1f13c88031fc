# Runs first at each boot: brings up Wi-Fi as config.json says, and always ends, so that main.py
# and the REPL come. For Ethernet make your network.LAN(...) here, active(True); leave "wifi" out.

import gc

gc.threshold(2048)  # collect often: what is imported first is to end up side by side

try:
    from usnmp_config import check, load
    from usnmp_wifi import connect

    config = check(load("config.json"))
    if config["wifi"]:
        connect(config["wifi"], config["hostname"])
except Exception as e:  # main.py says what is wrong with config.json
    print("boot.py: %r" % e)
