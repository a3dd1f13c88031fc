# The dashboard of `usnmp dash`: boards, their charts and notifications on a page of this machine.
# Imports nothing; cli.dash uses its modules, which import NiceGUI: `usnmp[dash]` brings it.
