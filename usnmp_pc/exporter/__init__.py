# usnmp exporter: agents for Prometheus, by its multi-target pattern. Each file has one job: what
# is asked and which metrics that makes, the modules of a file, traps that are counted, the pages.
# Imports nothing; usnmp_pc.cli.exporter imports its modules.
