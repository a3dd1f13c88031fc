# MIB modules compiled for pysnmp: what objects there are, of which syntax, index and access. Those
# of the IETF are pysnmp's and pysnmp-mibs'; USNMP-MIB is compiled from its text, by pysmi.

import os
import warnings

from conftest import ROOT, package, tool

STANDARD = (
    "RFC1213-MIB SNMPv2-MIB SNMP-FRAMEWORK-MIB SNMP-MPD-MIB SNMP-TARGET-MIB"
    " SNMP-NOTIFICATION-MIB SNMP-USER-BASED-SM-MIB SNMP-VIEW-BASED-ACM-MIB IF-MIB IP-MIB UDP-MIB"
    " ENTITY-MIB ENTITY-SENSOR-MIB HOST-RESOURCES-MIB UCD-SNMP-MIB"
).split()  # what two have, the later one says


def compile_own(folder):
    """Compile USNMP-MIB into `folder`; what pysmi says of each module: {name: status}."""
    package("pysmi")
    from pysmi.codegen import PySnmpCodeGen
    from pysmi.compiler import MibCompiler
    from pysmi.parser.dialect import smi_v2
    from pysmi.parser.smi import parserFactory
    from pysmi.reader import FileReader
    from pysmi.searcher import StubSearcher
    from pysmi.writer import PyFileWriter

    parser = parserFactory(**smi_v2)(tempdir=str(folder))
    compiler = MibCompiler(parser, PySnmpCodeGen(), PyFileWriter(str(folder)))
    compiler.add_sources(FileReader(str(ROOT / "mibs")), FileReader(tool("mib-texts")))
    compiler.add_searchers(StubSearcher(*PySnmpCodeGen.baseMibs))
    return compiler.compile("USNMP-MIB", rebuild=True)


def load(folder):
    """The MibBuilder of pysnmp with STANDARD, and with what compile_own() left in `folder`."""
    package("pysnmp")
    path = os.path.dirname(package("pysnmp_mibs").__file__)
    from pysnmp.smi.builder import DirMibSource, MibBuilder

    builder = MibBuilder()
    builder.add_mib_sources(DirMibSource(path), DirMibSource(str(folder)))
    with warnings.catch_warnings():  # names of methods, in what was compiled for older releases
        warnings.simplefilter("ignore", DeprecationWarning)
        builder.load_modules(*STANDARD, "USNMP-MIB")
    return builder


class Object:
    """A scalar, or a column of a table: `module`, `name`, `oid` as a tuple, `access` as MAX-ACCESS
    without hyphens, `syntax` of pysnmp, `row`, None for a scalar.
    """

    def __init__(self, module, name, symbol, row):
        self.module = module
        self.name = name
        self.oid = tuple(symbol.getName())
        self.access = symbol.getMaxAccess().replace("-", "")
        self.syntax = symbol.getSyntax()
        self.row = row

    @property
    def tag(self):
        tag = self.syntax.tagSet[-1]
        return tag.tagClass | tag.tagFormat | tag.tagId

    @property
    def readable(self):
        return self.access in ("readonly", "readwrite", "readcreate")

    @property
    def writable(self):
        return self.access in ("readwrite", "readcreate")

    def allows(self, value):
        """Does the syntax have that value: within range, size and enumeration?"""
        try:
            self.syntax.clone(value)
        except Exception as e:  # of pyasn1's or pysnmp's many
            assert "onstraint" in repr(e) or "PyAsn1Error" in repr(e), repr(e)
            return False
        return True

    def is_instance(self, ids):
        """Can `ids`, what stands behind `oid`, be of an instance of it?"""
        if not self.row:
            return ids == (0,)
        try:
            for value in self.row.getIndicesFromInstId(ids):
                value.clone(value)  # its range
        except Exception:  # of pyasn1's or pysnmp's many
            return False
        return True


def objects(builder):
    """The objects of all modules that `builder` has loaded: oid -> Object."""
    (column, row, scalar) = builder.import_symbols(
        "SNMPv2-SMI", "MibTableColumn", "MibTableRow", "MibScalar"
    )
    symbols = builder.mibSymbols
    rows = {
        tuple(symbol.getName()): symbol
        for module in symbols.values()
        for symbol in module.values()
        if isinstance(symbol, row)
    }
    found = {}
    for module in sorted(symbols, key=lambda name: name.startswith("RFC"), reverse=True):
        for name, symbol in symbols[module].items():
            # An instance of pysnmp's own has the value of an object, not its class
            if type(symbol) in (column, scalar):
                oid = tuple(symbol.getName())
                entry = rows[oid[:-1]] if type(symbol) is column else None
                found[oid] = Object(module, name, symbol, entry)
    return found
