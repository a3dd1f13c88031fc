# The project's own promises: one version, complete lists of files, README blocks that run.

import contextlib
import io
import json
import re
import sys

import pytest
import usnmp_agent
from conftest import DEVICE_MODULES, MODULES, ROOT, free_port, run, tool


from usnmp_tools import modules, packages

PACKAGE = json.loads((ROOT / "package.json").read_text())
README = ROOT / "README.md"
PAGES = [p for f in ("*", "docs/*", "integrations/**/*") for p in sorted(ROOT.glob(f + ".md"))]


def test_there_is_one_version():
    version = usnmp_agent.VERSION
    assert PACKAGE["version"] == version
    assert re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.M).group(1) == version


def test_the_package_json_are_as_the_imports_want_them():
    # If this fails after a change of imports: tools/build.py --packages
    expected = packages.sources()
    assert {name: (ROOT / name).read_text() for name in expected} == expected
    there = [*ROOT.glob("package.json"), *ROOT.glob("usnmp*/**/package.json")]
    assert sorted(p.relative_to(ROOT).as_posix() for p in there) == sorted(expected)


def installed(package):
    """The files that mip brings of a package.json: paths, each as often as it is brought."""
    found = json.loads((ROOT / package).read_text())
    for path, url in found["urls"]:
        # Complete, for the mip of MicroPython 1.25 takes no other; and where the file will be.
        assert url == "%s/%s" % (packages.HOME, path) and (ROOT / path).is_file()
        yield path
    for url, ref in found["deps"]:
        assert ref == packages.REF and url.startswith(packages.HOME + "/")
        yield from installed(url[len(packages.HOME) + 1 :] + "/package.json")


FOLDERS = sorted({name.split("/")[0] for name in DEVICE_MODULES if "/" in name})


@pytest.mark.parametrize("folder", FOLDERS)
def test_mip_installs_of_a_role_all_that_it_imports_and_nothing_else(folder):
    names = modules.available()
    files = set(installed(folder + "/package.json"))
    here = {name for name, path in names.items() if path.relative_to(ROOT).as_posix() in files}
    # All of the folder, and nothing that is not for a board.
    assert {name for name in names if name.split(".")[0] == folder} <= here
    assert len(here) == len(files)
    heads = {name.split(".")[0] for name in here}
    assert {name for name in names if name.split(".")[0] in heads} == here
    opt_in = tuple(p for prefixes in modules.ROLES.values() for p in prefixes)
    imported = {folder}
    for name in here:
        at_once, late = modules.imports(names[name], names)
        roles = [r for r in ("v3", "sensors") if name.startswith(modules.ROLES[r])]
        if roles and folder != "usnmp_" + roles[0]:
            late |= at_once  # of use only to who has installed usnmp_v3, usnmp_sensors
            at_once = at_once & here
        assert at_once <= here, name
        assert all(n.startswith(opt_in) for n in late - here), name
        imported |= {n.split(".")[0] for n in at_once | late if n.split(".")[0] != name}
    assert heads <= imported
    assert not [head for head in heads - {folder} if head.startswith(opt_in)]


def test_mip_installs_every_module_of_a_board_once_if_all_is_wanted():
    assert sorted(installed("package.json")) == sorted(DEVICE_MODULES)


def test_pip_installs_what_works(wheel, tmp_path):
    done = run(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", tmp_path, wheel,
        timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    there = [*tmp_path.glob("usnmp*.py"), *tmp_path.glob("usnmp_*/**/*.py")]
    installed = sorted(p.relative_to(tmp_path).as_posix() for p in there)
    assert installed == sorted([*MODULES, "usnmp_pc/main.py"])  # which `usnmp agent` runs
    code = "import usnmp, usnmp_agent, usnmp_mibs.snmpv2_mib; print(usnmp_agent.VERSION)"
    done = run(sys.executable, "-c", code, env={"PYTHONPATH": str(tmp_path), "PATH": ""})
    assert done.stdout.strip() == usnmp_agent.VERSION, done.stderr
    command = tmp_path / "bin" / "usnmp"
    done = run(sys.executable, command, "--version", env={"PYTHONPATH": str(tmp_path)})
    assert done.stdout == "usnmp %s\n" % usnmp_agent.VERSION, done.stderr
    (info,) = tmp_path.glob("usnmp-*.dist-info")
    assert info.name == "usnmp-%s.dist-info" % usnmp_agent.VERSION


def blocks(page, language):
    return re.findall(r"^```%s\n(.*?)^```" % language, page.read_text(), re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_blocks_run_and_print_what_they_show(page, tmp_path):
    # One after the other, as a reader would type them. A block of >>> lines shows its results.
    import doctest

    names = {"__name__": "readme"}
    ports = {}
    for block in blocks(page, "python"):
        # Runs side by side have ports of their own to serve on, and files: at one of another run
        # its agent would answer, with what has been set there.
        for port in re.findall(r"\b161\d\d\b", block):
            ports[port] = ports.get(port) or str(free_port())
        block = re.sub(r"\b161\d\d\b", lambda found: ports[found[0]], block)
        block = block.replace("/tmp/", "%s/" % tmp_path)
        if block.startswith(">>>"):
            test = doctest.DocTestParser().get_doctest(block, names, page.name, None, 0)
            out = io.StringIO()
            runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
            result = runner.run(test, out=out.write, clear_globs=False)
            assert not result.failed, out.getvalue()
            names = test.globs
        else:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block, page.name, "exec"), names)
    assert page != README or blocks(page, "python")


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for link in re.findall(r"\]\(([^)#]+)", page.read_text()):
            assert "://" in link or (page.parent / link).exists(), (page.name, link)


def test_links_to_a_heading_find_it():
    for page in PAGES:
        for link, anchor in re.findall(r"\]\(([^)#\s]*)#([\w-]+)\)", page.read_text()):
            other = (page.parent / link) if link else page
            heads = re.findall(r"^#+ (.*)$", other.read_text(), re.M)
            heads = [re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads]
            assert anchor in heads, (page.name, link, anchor)


def test_every_command_of_the_readme_names_files_that_are_there():
    for block in blocks(README, "sh"):
        for word in re.findall(r"\b(?:tools/\w+|\w+\.py)\b", block):
            assert (ROOT / word).exists(), word


def test_every_page_is_listed_on_the_way_in():
    listed = re.findall(r"\]\(([\w-]+\.md)\)", (ROOT / "docs" / "README.md").read_text())
    assert sorted(listed) == sorted(
        p.name for p in ROOT.glob("docs/*.md") if p.name != "README.md"
    )


def test_the_readme_fits_a_few_screens_and_begins_with_a_picture():
    lines = README.read_text().splitlines()
    assert len(lines) <= 90
    assert any(line.startswith("![") for line in lines[:10])


def test_format_and_lint():
    for command in (["format", "--check"], ["check"]):
        done = run(tool("ruff"), *command, ROOT)
        assert done.returncode == 0, done.stdout
