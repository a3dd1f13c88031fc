# Boards and their sensors as they are now and have been: what `usnmp watch` shows. Imports
# nothing; cli.watch uses its modules.
