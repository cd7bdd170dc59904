from __future__ import annotations

from pathlib import Path

import nox

nox.needs_version = ">=2026.10"
nox.options.sessions = ["lint", "typing", "tests", "docs"]
nox.options.default_venv_backend = "virtualenv"
nox.options.reuse_venv = "yes"

ROOT = Path(__file__).parent
PYPROJECT = nox.project.load_toml(ROOT / "pyproject.toml")
PYTHONS = nox.project.python_versions(PYPROJECT)
PAPERS = ("a4", "letter")


def group(name: str) -> tuple[str, ...]:
    """The requirements of one dependency group in pyproject.toml."""
    return nox.project.dependency_groups(PYPROJECT, name)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, layout and spelling; `-- --fix` mends what ruff can mend."""
    session.install(*group("lint"))
    session.run("ruff", "check", *session.posargs)
    session.run("ruff", "format", *([] if session.posargs else ["--check"]))
    session.run("codespell")


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types of the sources, tests, benchmarks and of this file."""
    session.install("-e", ".[all]", *group("typing"))
    session.run("mypy", *session.posargs)


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Run the tests on each Python that is installed, and tell the coverage."""
    session.install("-e", ".[all]", *group("tests"))
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "report")


@nox.session(default=False)
def property(session: nox.Session) -> None:  # noqa: A001 - The session's name.
    """Search long for input that breaks a law or tells two computations apart."""
    session.install("-e", ".[all]", *group("tests"))
    session.run(
        "pytest",
        *(session.posargs or ["tests/property", "tests/differential"]),
        env={"HYPOTHESIS_PROFILE": "thorough"},
    )


@nox.session(default=False)
def examples(session: nox.Session) -> None:
    """Run the programs in examples/, each with its own tests, in its own folder."""
    session.install("-e", ".", *group("examples"))
    for test in sorted(ROOT.glob("examples/*/test_*.py")):
        with session.chdir(test.parent):
            session.run("mypy", "--config-file", str(ROOT / "pyproject.toml"), ".")
            session.run("python", "-m", "pytest", *(session.posargs or ["."]))


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Judge 100,000 mutants of the sound policies, on all cores."""
    session.install("-e", ".[all]", *group("tests"))
    session.run("python", "-m", "fuzz", *session.posargs, env={"PYTHONPATH": "tests"})


@nox.session(default=False)
def calendars(session: nox.Session) -> None:
    """Compare random calendars, at a million instants, with a count of each minute."""
    session.install("-e", ".[all]", *group("tests"))
    session.run("python", "tests/brute_calendars.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation into site/; a broken link is an error."""
    session.install(*group("docs"))
    session.run("mkdocs", *(session.posargs or ["build", "--strict"]))


@nox.session(default=False)
def policies(session: nox.Session) -> None:
    """Check and test each shipped policy, and print its agreement on both papers."""
    session.install("-e", ".[all]")
    files = session.posargs or [
        str(file)
        for pattern in ("policies/*/[0-9]*.yaml", "examples/*/policy.yaml")
        for file in sorted(ROOT.glob(pattern))
    ]
    if not files:
        session.error("there is no policy to check")
    session.run("leadpact", "check", *files)
    if not session.posargs:
        session.run("leadpact", "test", str(ROOT / "policies"), "--min-coverage", "100")
    folder = Path(session.create_tmp())
    for number, file in enumerate(files):
        for paper in PAPERS:
            page = str(folder / f"{number}-{paper}.pdf")
            session.run("leadpact", "agreement", file, "--paper", paper, "-o", page)


@nox.session(default=False, reuse_venv=False)
def build(session: nox.Session) -> None:
    """Build the sdist, from it the wheel, and try the wheel far from the sources."""
    session.install(*group("build"))
    folder = Path(session.create_tmp()).resolve()
    session.run("python", "-m", "build", "--outdir", str(folder), str(ROOT))
    (wheel,) = folder.glob("*.whl")
    with session.chdir(folder):
        # Step by step, so that no later package hides a requirement that is missing.
        session.install(str(wheel))
        example = ROOT / "examples" / "loan-desk" / "policy.yaml"
        session.run("leadpact", "check", str(example))
        session.install(f"leadpact[all] @ {wheel.as_uri()}")
        session.run("leadpact", "demo")
        session.install(*group("tests"))
        session.run("pytest", str(ROOT / "tests" / "e2e"), *session.posargs)
