# All else is in pyproject.toml. The types of single files are installed as packages of stubs,
# where type checkers look for them (PEP 561): usnmp.pyi is usnmp-stubs/__init__.pyi. main.py is
# installed where `usnmp agent` looks for it.

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithStubs(build_py):
    def run(self):
        super().run()
        if not self.editable_mode:  # then they lie beside the files
            for source, target in self._others().items():
                self.mkpath(str(Path(target).parent))
                self.copy_file(source, target)

    def _others(self):
        target = "%s/%s-stubs/__init__.pyi"
        found = {n + ".pyi": target % (self.build_lib, n) for n in self.py_modules}
        found["main.py"] = "%s/usnmp_pc/main.py" % self.build_lib
        return found

    def get_outputs(self, include_bytecode=1):
        return super().get_outputs(include_bytecode) + list(self._others().values())

    def get_source_files(self):  # of a source distribution
        return super().get_source_files() + list(self._others())


setup(cmdclass={"build_py": BuildWithStubs})
