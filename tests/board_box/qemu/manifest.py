# What is frozen in both chips: boards/manifest.py of their port.
include("$(MPY_DIR)/extmod/asyncio")  # noqa: F821
freeze("$(PORT_DIR)/usnmp/qemu/frozen", opt=3)  # noqa: F821
