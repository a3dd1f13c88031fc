# The face of MIBs on a PC. Imports nothing yet.
