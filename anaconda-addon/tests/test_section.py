# SPDX-License-Identifier: GPL-2.0-or-later
# The section: what is understood, what is refused and in which words, and that it is written back as it was.

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pykickstart.errors import KickstartParseError

from org_imgbased.section import LayoutOptions, LayoutSection, parse_header, write_section
from org_imgbased.values import nvr_problem, report_url_problem, timeout_problem


def read(text: str) -> LayoutOptions:
    """The options of a header line."""
    return parse_header(shlex.split(text), 7)


@pytest.mark.parametrize(
    ("header", "options"),
    [
        ("", LayoutOptions()),
        ("--nvr=my-node-1-1", LayoutOptions(nvr="my-node-1-1")),
        ("--nvr my-node-1-1 --disable", LayoutOptions(nvr="my-node-1-1", disabled=True)),
        ("--report-url=http://[::1]:8080/r?a=b&c=%20", LayoutOptions(report_url="http://[::1]:8080/r?a=b&c=%20")),
        ("--timeout=90", LayoutOptions(timeout_minutes=90)),
    ],
)
def test_read(header: str, options: LayoutOptions) -> None:
    assert read(header) == options


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("--nvr", "--nvr '' is not usable: a value is needed"),
        ("--nvr=", "--nvr '' is not usable: a value is needed"),
        ("--nvr=--", "--nvr"),
        ("--nvr=node", "--nvr 'node' is not usable: it must be NAME-VERSION-RELEASE"),
        ("--nvr=a-1-1", "--nvr 'a-1-1' is not usable: it must hold the word 'node'"),
        ("'--nvr=my-node-1-1 x'", "--nvr 'my-node-1-1 x' is not usable"),
        (f"--nvr=node-{'1' * 50}-1", "it has 57 characters and may have 53"),
        ("--nvr=a-node-1-1 --nvr=a-node-1-1", "--nvr is given twice; give it once"),
        ("--report-url=ftp://h/", "--report-url 'ftp://h/' is not usable: it must be an http:// or https:// address"),
        ("--report-url=http://u:p@h/", "without blanks, quotes, user name or fragment"),
        ("--report-url=http://h/#x", "without blanks, quotes, user name or fragment"),
        ("'--report-url=http://h/\"'", "without blanks, quotes, user name or fragment"),
        ("--report-url=http://[/", "it must be an http"),
        (f"--report-url=http://h/{'x' * 2048}", "characters and may have 2048"),
        ("--timeout=0", "--timeout '0' is not usable: it must be a whole number of minutes from 1 to 1440"),
        ("--timeout=1441", "from 1 to 1440"),
        ("--timeout=٣", "from 1 to 1440"),
        ("--disable=yes", "--disable 'yes' is not usable: it takes no value"),
        ("--disable --disable", "--disable is given twice"),
        ("--bogus", "'--bogus' is not known; the options are --nvr, --report-url, --timeout, --disable"),
        ("--nv=a-node-1-1", "'--nv=a-node-1-1' is not known"),
        ("--", "'--' is not known"),
        ("word", "'word' is not known"),
        ("''", "'' is not known"),
    ],
)
def test_refuse(header: str, message: str) -> None:
    with pytest.raises(KickstartParseError) as caught:
        read(header)
    assert caught.value.message.startswith("%addon org_imgbased: ")
    assert message in caught.value.message
    assert caught.value.lineno == 7


def test_the_body_says_nothing() -> None:
    section = LayoutSection()
    section.handle_header([])
    section.handle_line("  # a remark\n", 8)
    with pytest.raises(KickstartParseError, match="the line 'nvr = x' is not usable: the section has no lines"):
        section.handle_line("nvr = x\n", 9)


def test_twice() -> None:
    section = LayoutSection()
    section.handle_header(["--disable"], 1)
    with pytest.raises(KickstartParseError, match="given twice; keep one of the sections"):
        section.handle_header([], 4)


def test_absent() -> None:
    assert str(LayoutSection()) == ""


_TEXT = st.text(st.characters(min_codepoint=1, exclude_categories=["Cs"]), max_size=30)
_WORD = st.one_of(
    _TEXT,
    st.sampled_from(
        ["--nvr", "--report-url", "--timeout", "--disable", "--", "-", "-n", "--nvr=--", "--help", "@file", ""]
    ),
    st.builds("{}={}".format, st.sampled_from(["--nvr", "--report-url", "--timeout", "--disable", "--x"]), _TEXT),
)


@settings(max_examples=2000, deadline=None, derandomize=True)
@given(st.lists(_WORD, max_size=5))
def test_nothing_but_a_parse_error_leaves_the_parser(words: list[str]) -> None:
    try:
        options = parse_header(words, 1)
    except KickstartParseError as error:
        assert error.message.startswith("%addon org_imgbased")
    else:
        assert not options.nvr or nvr_problem(options.nvr) is None


_NVR = st.from_regex(
    r"[A-Za-z0-9_.+]{0,9}node[A-Za-z0-9_.+-]{0,9}-[A-Za-z0-9_.+]{1,9}-[A-Za-z0-9_.+]{1,9}", fullmatch=True
)
_URL = st.from_regex(r"https?://[a-z0-9.]{1,9}(:[1-9][0-9]{1,3})?/[A-Za-z0-9._~:/?!$&'()*+,;=%-]{0,40}", fullmatch=True)


@settings(max_examples=1000, deadline=None, derandomize=True)
@given(_NVR | st.just(""), _URL | st.just(""), st.integers(1, 1440), st.booleans())
def test_round_trip(nvr: str, url: str, minutes: int, disabled: bool) -> None:
    options = LayoutOptions(nvr, url, minutes, disabled)
    if (nvr and nvr_problem(nvr)) or (url and report_url_problem(url)) or timeout_problem(str(minutes)):
        return
    header, end = write_section(options).splitlines()
    # pykickstart cuts a line into words like this.
    words = shlex.split(header, comments=True)
    assert (words[:2], end) == (["%addon", "org_imgbased"], "%end")
    assert parse_header(words[2:]) == options
