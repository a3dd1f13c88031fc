# The memory that box.py shares with the board's stand-ins: names and places. Imports nothing;
# box.py imports it on CPython, device/_board.py on MicroPython.

# 32-bit integers, from the start on
FIELDS = (
    "chip",  # 0: esp8266, 1: esp32
    "orders",  # file descriptors of the interpreter: a pipe of the box's orders,
    "reports",  # one of the answers,
    "bell",  # and one that wakes it
    "alloc",  # octets of heap that the stand-ins take, of the heap given
    "census",  # the box asks for the heap of a running program,
    "unused",  # and is told the octets free
    "order",  # number of the box's order to the interpreter,
    "begun",  # of the last that was begun,
    "done",  # of the last that ended,
    "exited",  # and whether that ended by SystemExit
    "interrupt",  # Ctrl-C is waiting
    "ticks",  # added to ticks_ms
    "looked",  # the last such that the program met
    "waiting",  # it sleeps or polls
    "epoch",  # time.time() is from here on
    "cause",  # of the last reset: index of CAUSES
    "sleep",  # ms of deep sleep asked for
    "wdt",  # ms, 0: not started
    "feeds",
    "size",  # of the flash, octets
    "free",
    "rom",  # octets of the ROMFS partition, 0: none
    "ops",  # file operations that change the flash, so far
    "written",  # octets written, so far
    "cut_ops",  # power cut before this many more operations,
    "cut_octets",  # after this many more octets; -1: never
    "torn",  # FAT: what was written before a cut or an error stays, flushed or not
    "change",  # counts changes of pins by the box,
    "applied",  # those that the board has seen
    "irqs",  # pins with an interrupt
    "followed",  # the lease they have
    "sockets",  # open ones
    "shift",  # added to ports below 1024
    "link",  # the access point is in reach
    "drops",  # how often it was lost
    "delay",  # ms it takes to connect
    "lease",  # counts addresses
    "sta",  # station: active,
    "wanted",  # connect() was called,
    "since",  # at these ticks,
    "met",  # at this number of drops,
    "joined",  # and is connected
    "reconnects",
    "ap",  # the board's own access point is active
    "pixel_pin",
    "pixels",  # octets written to it
    "pixel_writes",
    "dht_temperature",  # tenths of a degree
    "dht_humidity",  # tenths of a per cent
    "probes",  # number of ds18x20 on the wire
)
CAUSES = ("PWRON_RESET", "HARD_RESET", "WDT_RESET", "DEEPSLEEP_RESET", "SOFT_RESET")

# octets: where, and how many
PINS = 40
PIN_IN = 512  # level from outside; 2: nothing connected
PIN_OUT = 576
PIN_MODE = 640  # 0: not used, 1: in, 2: out
ADC = 704  # 16 of two octets, low one first
ADDRESS = 736
MAC = 740
ASKED_SSID = 768  # length, text: what the board wants to connect to
ASKED_KEY = 832
SSID = 928  # and what there is
KEY = 992
HOSTNAME = 1088
PROBES = 1152  # 8 of two octets: 1/16 degree, low one first
RTC_MEMORY = 1200  # two octets of length, 512
PIXELS = 2048
SIZE = 4096

# exit status of the interpreter where the board ends itself
EXIT_CUT = 81
EXIT_RESET = 82
EXIT_SLEEP = 83
EXIT_BROKEN = 84  # interrupted within a collection: the heap is of no use any more
