# What tools/build.py, deploy.py, configure.py and console.py share. Runs on a PC, Python 3.9.
