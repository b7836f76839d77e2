# SPDX-License-Identifier: GPL-2.0-or-later
# Reads and writes the section `%addon org_imgbased`; needs pykickstart only, so tools outside the installer use it too.
"""The section.

    %addon org_imgbased [--nvr=NAME-VERSION-RELEASE] [--report-url=URL] [--timeout=MINUTES] [--disable]
    %end

--nvr         name of the base (the layer on it is called the same with ``+1``); without it the image's own name
--report-url  where the result is posted as JSON
--timeout     how long imgbase may run before it is ended; 60 minutes unless said
--disable     leave the installed system as it is: no base, no layer

Every refusal is a KickstartParseError whose text names the option, the value and the rule: Anaconda shows the user
this text and nothing else. No other exception leaves this module.
"""

from argparse import Action, ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from pykickstart.errors import KickstartParseError
from pykickstart.options import KSOptionParser
from pykickstart.version import F34

from org_imgbased.values import no_value_problem, nvr_problem, report_url_problem, timeout_problem

ADDON = "org_imgbased"
DEFAULT_TIMEOUT_MINUTES = 60


@dataclass(frozen=True)
class LayoutOptions:
    """What the section says."""

    nvr: str = ""
    report_url: str = ""
    timeout_minutes: int = DEFAULT_TIMEOUT_MINUTES
    disabled: bool = False


@dataclass(frozen=True)
class _Rule:
    problem: Callable[[str], Optional[str]]
    help: str


_RULES = {
    "--nvr": _Rule(nvr_problem, "Name of the base."),
    "--report-url": _Rule(report_url_problem, "Where the result is posted."),
    "--timeout": _Rule(timeout_problem, "Minutes that imgbase may take."),
    "--disable": _Rule(no_value_problem, "Make no layout."),
}


class _CheckedOnce(Action):
    """Stores a value that its rule accepts, and refuses a second one."""

    def __call__(
        self, parser: ArgumentParser, namespace: Namespace, values: Any, option_string: Optional[str] = None
    ) -> None:
        name = self.option_strings[0]
        if getattr(namespace, self.dest) is not None:
            parser.error(f"%addon {ADDON}: {name} is given twice; give it once")
        # CPython before 3.12.2 makes an empty list of "--option=--".
        value = values if isinstance(values, str) else ""
        problem = _RULES[name].problem(value)
        if problem:
            parser.error(f"%addon {ADDON}: {name} '{value}' is not usable: {problem}")
        setattr(namespace, self.dest, value)


def _make_option_parser() -> Any:
    # The version only says which pykickstart handlers know the options; EL9's installer is built on Fedora 34.
    parser = KSOptionParser(prog=f"%addon {ADDON}", version=F34, description="The layout step.", allow_abbrev=False)
    for name, rule in _RULES.items():
        # Every option may stand without a value here, so that its own rule can say what is missing.
        parser.add_argument(name, action=_CheckedOnce, nargs="?", const="", version=F34, help=rule.help)
    return parser


# Made once and early: a sandbox around hostile text lets nothing be loaded later.
_OPTION_PARSER = _make_option_parser()


def parse_header(arguments: Sequence[str], line_number: Optional[int] = None) -> LayoutOptions:
    """The words after ``%addon org_imgbased``; raises KickstartParseError."""
    lineno = line_number or 0
    if "--" in arguments:
        _refuse_unknown("--", lineno)
    found, unknown = _OPTION_PARSER.parse_known_args(list(arguments), lineno=lineno)
    if unknown:
        _refuse_unknown(unknown[0], lineno)
    return LayoutOptions(
        nvr=found.nvr or "",
        report_url=found.report_url or "",
        timeout_minutes=int(found.timeout or DEFAULT_TIMEOUT_MINUTES),
        disabled=found.disable is not None,
    )


def _refuse_unknown(word: str, lineno: int) -> None:
    known = ", ".join(_RULES)
    raise KickstartParseError(f"%addon {ADDON}: '{word}' is not known; the options are {known}", lineno=lineno)


def write_section(options: LayoutOptions) -> str:
    """The section that parses to these options."""
    words = [f"%addon {ADDON}"]
    if options.nvr:
        words.append(f"--nvr={options.nvr}")
    if options.report_url:
        # The rule for URLs allows neither a double quote nor a backslash.
        words.append(f'--report-url="{options.report_url}"')
    if options.timeout_minutes != DEFAULT_TIMEOUT_MINUTES:
        words.append(f"--timeout={options.timeout_minutes}")
    if options.disabled:
        words.append("--disable")
    return " ".join(words) + "\n%end\n"


class LayoutSection:
    """Takes the section as the kickstart parser hands it over; ``options`` stays None when the section is absent."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.options: Optional[LayoutOptions] = None

    def handle_header(self, args: Sequence[str], line_number: Optional[int] = None) -> None:
        """The words after the addon's name. Anaconda reads two sections of one name into one object."""
        if self.options is not None:
            text = f"%addon {ADDON} is given twice; keep one of the sections"
            raise KickstartParseError(text, lineno=line_number or 0)
        self.options = parse_header(args, line_number)

    def handle_line(self, line: str, line_number: Optional[int] = None) -> None:
        """A line of the body: there is nothing to say there."""
        text = line.strip()
        if text and not text.startswith("#"):
            rule = f"the section has no lines; say it with options ({', '.join(_RULES)}) behind %addon {ADDON}"
            message = f"%addon {ADDON}: the line '{text}' is not usable: {rule}"
            raise KickstartParseError(message, lineno=line_number or 0)

    def __str__(self) -> str:
        return "" if self.options is None else write_section(self.options)
