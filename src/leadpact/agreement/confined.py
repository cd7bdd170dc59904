"""A page of a company's own template is made in a process of its own.

The sandbox of Jinja and the root of Typst keep a template from files and network; the
process keeps it from using up the machine. It is handed all texts beforehand, has an
empty folder and no environment, and may use so much memory, time and room for output.
"""

from __future__ import annotations

import importlib.util
import json
import pickle
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from leadpact.agreement.templating import MOST_OUTPUT
from leadpact.diagnostics import Diagnostic, Span
from leadpact.errors import AgreementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from leadpact.agreement.template_files import Templates


@attrs.frozen
class Limits:
    """What the process may use.

    Attributes:
        memory: Bytes of address space; a usual page takes a quarter of it.
        cpu: Seconds of a processor; a usual page takes half a second.
        wall: Seconds until it is ended, whatever it does or waits for.
        output: Bytes of any file that it writes, the page among them.
    """

    memory: int = 1 << 30
    cpu: int = 10
    wall: int = 30
    # A little more than a page may have, which is judged first.
    output: int = MOST_OUTPUT + 100_000


LIMITS = Limits()
#: What the process runs: it finds the packages where this one does, and nothing else.
CODE = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from leadpact.agreement.child import main; main()"
)
#: How an answer of the process begins: a page follows, or diagnostics as JSON.
PAGE, REFUSED = b"page\n", b"refused\n"

_LINUX = "own templates need a system that limits a process, such as Linux"
_LESS = "make less of it: a page is a few thousand words"


def render_confined(templates: Templates, *others: object) -> bytes:
    """The page that the process makes.

    Args:
        templates: What it is made from.
        others: What else ``leadpact.agreement.child.answer`` takes.

    Raises:
        AgreementError: What the process tells; LP5013 it took too much, LP5014 it
            cannot be started or limited, or it ended without an answer.
    """
    if not sys.executable or importlib.util.find_spec("resource") is None:
        raise _failed(templates, "this system has no limits for a process", _LINUX)
    request = pickle.dumps((LIMITS, (templates, *others)))
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as said,
    ):
        try:
            status = subprocess.run(  # noqa: S603 - ourselves
                [sys.executable, "-I", "-X", "utf8", "-c", CODE, *_import_path()],
                input=request,
                stdout=output,
                stderr=said,
                cwd=folder,
                env=_environment(folder),
                timeout=LIMITS.wall,
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise _too_much(templates, f"more than {LIMITS.wall} seconds") from None
        except OSError as error:
            raise _failed(templates, f"it does not start: {error}", _LINUX) from None
        output.seek(0)
        said.seek(0)
        if status != 0:
            raise _ended(templates, status, said.read().decode(errors="replace"))
        return _page(templates, output.read())


def _import_path() -> Iterator[str]:
    """Where this process finds its packages, told so that it holds in any folder."""
    for entry in sys.path:
        yield str(Path(entry).absolute())


def _environment(folder: str) -> dict[str, str]:
    """All that the process sees of an environment.

    Typst would fetch packages: its proxy is a port that never answers. One thread
    with one pool of memory keeps the address space near what is used.
    """
    nowhere = "http://127.0.0.1:0"
    return {
        "HOME": folder,
        "TMPDIR": folder,
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "MALLOC_ARENA_MAX": "1",
        "RAYON_NUM_THREADS": "1",
    }


def _page(templates: Templates, answer: bytes) -> bytes:
    """The page in an answer.

    Raises:
        AgreementError: What it tells instead; LP5014, it is no answer.
    """
    if answer.startswith(PAGE):
        return answer.removeprefix(PAGE)
    try:
        found = [_diagnostic(each) for each in json.loads(answer.removeprefix(REFUSED))]
    except (ValueError, TypeError, KeyError):
        found = []
    if not answer.startswith(REFUSED) or not found:
        raise _failed(templates, "it gives no page")
    raise AgreementError(found, templates.sources())


def _diagnostic(told: object) -> Diagnostic:
    """A diagnostic as the process writes it.

    Raises:
        ValueError, KeyError: It is none.
    """
    match told:
        case [
            str(code),
            str(message),
            [str(file), int(line), int(column), int(end_line), int(end_column)],
            str(hint),
        ]:
            span = Span(file, line, column, end_line, end_column)
            return Diagnostic(code, message, span, hint)
    raise ValueError


def _ended(templates: Templates, status: int, said: str) -> AgreementError:
    """What it means that the process ended without an answer."""
    if status == -signal.SIGXCPU:
        return _too_much(templates, f"more than {LIMITS.cpu} seconds")
    if "memory allocation of" in said or "MemoryError" in said:
        return _too_much(templates, "more memory than it may")
    told = said.strip().rpartition("\n")[2]
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return _failed(templates, f"it ended with {how}{told and f': {told}'}")


def _too_much(templates: Templates, what: str) -> AgreementError:
    message = f"the page takes {what}"
    place = Span(templates.folder)
    return AgreementError([Diagnostic("LP5013", message, place, _LESS)])


def _failed(templates: Templates, reason: str, hint: str = "") -> AgreementError:
    message = f"the process that makes the page failed: {reason}"
    place = Span(templates.folder)
    return AgreementError([Diagnostic("LP5014", message, place, hint)])
