# SPDX-License-Identifier: GPL-2.0-or-later
# What the judge says: errors with lines, warnings, sections, addons, and that one document never colours the next.

import warnings
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import generate_commands
import judge as judge_module
from judge import judge
from reader import VERSIONS, Workbench

LINES = [
    "autopart --type=thinp",
    "bootloader --append=quiet --boot-drive=sda",
    "bogus",
    "clearpart --all --initlabel",
    "device x",
    "firewall --enabled --ssh --port=1:tcp",
    "group --name=g",
    "ignoredisk --only-use=sda",
    "keyboard --xlayouts=us,cz",
    "lang en_US.UTF-8 --addsupport=cs_CZ",
    "liveimg --url=http://h/i --noverifyssl",
    "logvol / --name=root --vgname=vg --size=1 --thin --poolname=p",
    "module --name=m",
    "network --device=link --hostname=h --bridgeslaves=a --bridgeopts=stp=on",
    'network --device=t --teamslaves="p1\'{\\"prio\\": 1}\',p2"',
    "part / --size=1",
    "part pv.1 --size=1 --grow",
    "raid / --device=md0 --level=1 raid.1 raid.2",
    "realm join --client-software=sssd example.com",
    "reboot --eject",
    "repo --name=r --baseurl=http://h",
    "reqpart --add-boot",
    "rootpw --lock",
    "rootpw --plaintext x",
    "selinux --enforcing",
    "services --enabled=a,b --disabled=c",
    "skipx",
    "sshkey --username=root key",
    "sshpw --username=u pw",
    "timesource --ntp-server=a",
    "timezone --utc Etc/UTC --ntpservers=a",
    "url --url=http://x",
    "user --name=u --groups=a,b",
    "vnc",
    "volgroup vg pv.1",
    "zerombr",
    'user --name="',
    '""',
    "%post --log=/x\necho\n%end",
    "%post --bogus\necho\n%end",
    "%pre\n%end",
    "%packages --nocore\na\n-b\n@c\n%end",
    "%addon org_imgbased --nvr=node-1-1\nx\n%end",
    "%certificate --filename=a --dir=/b\nc\n%end",
    "%bogus",
    "%end",
]


def with_new_handler(text: str, version: str) -> dict[str, Any]:
    """The answer of a handler that was never used before."""
    used = judge_module._benches[version]
    judge_module._benches[version] = Workbench(version)
    try:
        return judge(text, version)
    finally:
        judge_module._benches[version] = used


@settings(max_examples=150, deadline=None)
@given(documents=st.lists(st.lists(st.sampled_from(LINES), max_size=12), max_size=4), version=st.sampled_from(VERSIONS))
def test_a_used_handler_answers_like_a_new_one(documents: list[list[str]], version: str) -> None:
    for lines in documents:
        text = "\n".join(lines) + "\n"
        assert judge(text, version) == with_new_handler(text, version)


@settings(max_examples=400, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("\n\r\t\x0b\x85\u2028\0 %#'\"\\-=,/abcdeinpostgkru"), max_size=200))
def test_nothing_escapes_the_judge(text: str) -> None:
    result = judge(f"network --hostname={text}\n%post\n{text}\n%end\n{text}", "RHEL9")
    assert isinstance(result["ok"], bool)
    assert not any("never done here" in problem["message"] for problem in result["errors"])


def test_errors_have_the_line_and_pykickstarts_words() -> None:
    result = judge('lang en_US\nbogus\n\nrootpw --lock --foo\n%post\nx\n%end\nuser --name="\n', "RHEL9")
    assert result["errors"] == [
        {"line": 2, "message": "Unknown command: bogus"},
        {"line": 4, "message": "Unexpected arguments to rootpw command: ['--foo']"},
        {
            "line": 8,
            "message": "The installer would stop with a ValueError here: a quotation mark is opened and not closed.",
        },
    ]


def test_a_section_without_an_end_is_told_at_its_last_line() -> None:
    assert judge("%post\necho\n", "RHEL9")["errors"][0]["message"] == "Section %post does not end with %end."


def test_deprecations_are_warnings() -> None:
    result = judge("rootpw --lock\nauth --enableshadow\n", "RHEL8")
    assert (result["ok"], [warning["line"] for warning in result["warnings"]]) == (True, [2])


def test_scripts_keep_their_bytes() -> None:
    result = judge("%pre-install --interpreter=/bin/bash --erroronfail\n a\r\n\x0c\n# c\n%end\n", "RHEL9")
    (script,) = result["scripts"]
    assert script["section"] == "%pre-install"
    assert script["body"] == " a\r\n\x0c\n# c\n"
    assert (script["interp"], script["inChroot"], script["errorOnFail"]) == ("/bin/bash", False, True)


def test_packages_and_certificates() -> None:
    result = judge("%packages --nocore\na\n-b\n%end\n%certificate --filename=a --dir=/b\nc\n%end\n", "RHEL9")
    assert (result["packages"]["packageList"], result["packages"]["excludedList"]) == (["a"], ["b"])
    assert result["certificates"] == [{"filename": "a", "dir": "/b", "type": None, "body": "c"}]


def test_addons_keep_their_words_and_body() -> None:
    result = judge("%addon com_example 'a b'\n x = 1 # y\n\n%end\n", "RHEL9")
    assert result["addons"] == [{"name": "com_example", "args": ["a b"], "body": " x = 1 # y\n\n", "line": 1}]


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("--nvr=ovirt-node-4.5.5-0.1.el9 --report-url=http://h:8080/report/x", None),
        ("--disable", None),
        ("--nvr x-node-1-1", None),
        ("--nvr", "--nvr '' is not usable: a value is needed"),
        ("--nvr=node", "--nvr 'node' is not usable: it must be NAME-VERSION-RELEASE"),
        ("--nvr=a-1-1", "it must hold the word 'node'"),
        (f"--nvr=node-{'1' * 50}-1", "it has 57 characters and may have 53"),
        ('--nvr="node-1-1 x"', "it must be NAME-VERSION-RELEASE"),
        ("--report-url=ftp://h/", "--report-url 'ftp://h/' is not usable: it must be an http:// or https:// address"),
        ("--report-url=http://u@h/", "without blanks, quotes, user name or fragment"),
        ("--report-url=http://[/", "it must be an http"),
        ("--disable=yes", "--disable 'yes' is not usable: it takes no value"),
        ("--timeout=0", "--timeout '0' is not usable: it must be a whole number of minutes from 1 to 1440"),
        ("--bogus", "'--bogus' is not known; the options are --nvr, --report-url, --timeout, --disable"),
        ("--disable --disable", "--disable is given twice"),
    ],
)
def test_the_header_of_org_imgbased(header: str, message: str) -> None:
    result = judge(f"%addon org_imgbased {header}\n%end\n", "RHEL9")
    if message is None:
        assert result["errors"] == []
    else:
        assert [problem["line"] for problem in result["errors"]] == [1]
        assert message in result["errors"][0]["message"]


def test_the_body_of_org_imgbased() -> None:
    result = judge("%addon org_imgbased\n# a remark\n\nnvr = x\n%end\n", "RHEL9")
    assert [problem["line"] for problem in result["errors"]] == [4]
    assert "the line 'nvr = x' is not usable" in result["errors"][0]["message"]


def test_org_imgbased_given_twice() -> None:
    result = judge("%addon org_imgbased\n%end\n%addon org_imgbased --disable\n%end\n", "RHEL9")
    assert [problem["line"] for problem in result["errors"]] == [3]
    assert "given twice" in result["errors"][0]["message"]


def test_an_addon_needs_a_name() -> None:
    assert not judge("%addon\n%end\n", "RHEL9")["ok"]


def test_the_checked_in_command_table_is_fresh(capsys: pytest.CaptureFixture[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert generate_commands.main(["--check"]) == 0, capsys.readouterr().err
