"""Services: their code on every page, exactly their hosts in the policy, and what is told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Request, Route

from kawaraban.core.services import service_of, settable, table
from tests.browsing import until
from tests.desk import PROJECT, SETTINGS, Built, Desk, post
from tests.promises.browsed import WATCH, served
from tests.promises.policies import OWN, PLAIN, hashed, policy_of

IDS = {
    "ga4": "G-ABC123DEF4",
    "adsense": "ca-pub-0123456789012345",
    "clarity": "abcde12345",
    "search_console": "abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE",
    "bing": "0123456789ABCDEF0123456789ABCDEF",
}
SHOWN = ("", "posts/a/", "archive/", "privacy/")
HEAD = '{{% extends "product/base.html" %}}{{% block head %}}{}{{% endblock %}}'
PRIVACY = "---\ntitle: プライバシー\n---\n\n```external\n```\n"


def _site(desk: Desk, settings: str, **more: str) -> Desk:
    texts = {
        "site.toml": f"{SETTINGS}{settings}\n",
        "content/posts/a.md": post("文です。", aliases="[/old/]"),
        "content/pages/privacy.md": PRIVACY,
    }
    return desk.write({**texts, **more})


def _with(desk: Desk, *keys: str) -> Built:
    lines = "".join(f'{key} = "{IDS[key]}"\n' for key in keys)
    return _site(desk, f"[services]\n{lines}").build()


def _code(key: str) -> str:
    return settable()[key].code.strip().replace("{id}", IDS[key])


@pytest.mark.parametrize("key", IDS)
def test_each_page_has_the_code(desk: Desk, key: str) -> None:
    """Lists, posts and pages have the documented code once; 404.html and redirects have none."""
    built = _with(desk, key)
    assert built.status == 0
    assert [built.page(address).count(_code(key)) for address in SHOWN] == [1] * len(SHOWN)
    for address in ("404.html", "old/"):
        assert IDS[key] not in built.page(address)
    assert policy_of(built.page("404.html")) == OWN
    assert policy_of(built.page("old/")) == PLAIN


@pytest.mark.parametrize("key", ["ga4", "clarity"])
def test_the_policy_names_what_the_service_documents(desk: Desk, key: str) -> None:
    """Its hosts and the hash of its own script come to the policy, and nothing else."""
    page = _with(desk, key).page("posts/a/")
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    expected = {name: set(sources) for name, sources in OWN.items()}
    for directive, sources in settable()[key].grants.items():
        expected[directive] |= set(sources)
    expected["script-src"].add(hashed(script))
    assert policy_of(page) == expected


@pytest.mark.parametrize("key", ["search_console", "bing"])
def test_a_proof_of_ownership_loads_nothing(desk: Desk, key: str) -> None:
    """It is a line of the head, without a row in the table and without a policy's word."""
    built = _with(desk, key)
    assert policy_of(built.page("posts/a/")) == OWN
    assert "何も送りません" in built.page("privacy/")


def test_an_open_policy_is_told(desk: Desk) -> None:
    """AdSense takes back most of the policy: a hint says so, and no hash takes that back."""
    built = _with(desk, "ga4", "adsense")
    assert built.out.count("hint: ") == built.out.count("[open-policy]") == 1
    rules = policy_of(built.page("posts/a/"))
    assert {"'unsafe-inline'", "https:"} <= rules["script-src"]
    assert not any("sha256" in one for one in rules["script-src"])
    assert (rules["base-uri"], rules["default-src"]) == ({"'none'"}, {"'none'"})
    assert "Google AdSense）が表示されます" in built.page("posts/a/")


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ('ga4 = "UA-12345-1"', "9:7", "G-XXXXXXXXXX だけを書いてください [bad-id]"),
        ('adsense = "pub-0123456789012345"', "9:11", "ca-pub-0000000000000000"),
        ("clarity = '<script>'", "9:11", "[bad-id]"),
        ('ga = "G-ABC123"', "9:1", "「ga4」ではありませんか [unknown-key]"),
    ],
)
def test_a_wrong_id_is_an_error(desk: Desk, line: str, place: str, said: str) -> None:
    """With its place, and the form that it should have."""
    built = _site(desk, f"[services]\n{line}").build()
    assert built.status == 1
    assert f"site.toml:{place}: error:" in built.out
    assert said in built.out


@pytest.mark.parametrize("key", ["ga4", "adsense", "clarity"])
def test_pasted_code_is_told_how_to_do_it_better(desk: Desk, key: str) -> None:
    """Once a file, in a post, a snippet or a template, with the line that takes its place."""
    code = _code(key)
    files = {
        "content/posts/b.md": post(f"{code}\n\n文\n\n{code}"),
        "templates/base.html": HEAD.format(code),
    }
    snippet = f"[[snippets]]\nname = 's'\nhtml = '''\n{code}'''\n"
    built = _site(desk, snippet, **files).build()
    told = [line for line in built.out.splitlines() if "[pasted-service]" in line]
    assert [line.partition(":")[0] for line in told] == [
        "content/posts/b.md",
        "site.toml",
        "templates/base.html",
    ]
    assert all(f'{key} = "{IDS[key]}"' in line for line in told)


def test_a_page_tells_of_services(desk: Desk) -> None:
    """Without a privacy page that tells of them, GA4 and Clarity are asked for one each."""
    for key in ("ga4", "clarity"):
        assert "no-privacy-page" not in _with(desk, key).out
        (desk.folder / "content/pages/privacy.md").unlink()
        assert desk.build().out.count("[no-privacy-page]") == 1


def test_a_template_without_the_code_is_told(desk: Desk) -> None:
    """A base.html of the site's own that lacks its place, where a service is used."""
    base = (PROJECT / "templates/base.html").read_text("utf-8").replace("{{ page.services }}", "-")
    desk.write({"templates/base.html": base.replace("{% if page.services %}", "{% if page %}")})
    assert "[lost-services]" in _with(desk, "bing").out
    assert _site(desk, "").build().out == ""


def test_the_policy_can_be_left_out(desk: Desk) -> None:
    """With a warning; then no page has one."""
    built = _site(desk, '[security]\npolicy = "off"').build()
    assert built.out.count("[policy-off]") == built.out.count("\n") == 1
    html = (data for path, data in built.everything().items() if path.endswith(".html"))
    assert not any(b"Content-Security-Policy" in page for page in html)


def test_imports_and_fonts_load(desk: Desk) -> None:
    """What custom.css imports stands first, and it and a linked sheet may load their fonts."""
    address = "https://fonts.googleapis.com/css2?family=A:wght@400;700&display=swap"
    head = HEAD.format("<link rel=stylesheet href=\"{{ asset('own.css') }}\">")
    files = {
        "assets/custom.css": f'p {{ color: red }}\n@import url("{address}");\nb {{ color: red }}',
        "assets/own.css": "@font-face { font-family: x; src: url(https://fonts.example.net/x) }",
        "templates/base.html": head,
    }
    built = _site(desk, "", **files).build()
    styles = [*built.output.glob("assets/style.*.css")]
    assert all(
        style.read_text("utf-8").startswith(f'@import url("{address}");') for style in styles
    )
    rules = policy_of(built.page("posts/a/"))
    assert "https://fonts.googleapis.com" in rules["style-src"]
    assert {"https://fonts.gstatic.com", "https://fonts.example.net"} <= rules["font-src"]
    assert "Google Fonts" in built.page("privacy/")


def test_a_new_service_is_a_new_row(desk: Desk) -> None:
    """The table follows what the site loads, in a warm build too; a description is taken over."""
    assert "<table>" not in _with(desk).page("privacy/")
    warm = _with(desk, "ga4").page("privacy/")
    assert "Googleアナリティクス" in warm
    embed = post("https://youtu.be/AbCdEf-1234\n\n<img src='https://w.example.jp/' alt=''>")
    built = desk.write({"content/posts/b.md": embed}).build()
    rows = built.page("privacy/")
    assert ("YouTube" in rows, "求めたときだけ" in rows, "w.example.jp" in rows) == (True,) * 3
    assert built.out.count("[untold-service]") == 1
    other = '[[services.other]]\nname = "部品 <b>"\nhosts = ["example.jp"]\nsends = "住所"\n'
    built = _site(desk, f'[services]\nga4 = "{IDS["ga4"]}"\n{other}').build()
    assert "untold" not in built.out
    assert "部品 &lt;b&gt;" in built.page("privacy/")
    assert built.everything() == desk.build("--no-cache").everything()


def test_the_table_of_services_is_whole() -> None:
    """Each kind is there in both languages, each pattern compiles, no domain is in two rows."""
    services = table().services
    domains = [host for service in services for host in service.hosts]
    assert len(set(domains)) == len(domains)
    for service in services:
        assert not service.kind or set(table().kinds[service.kind].sends) == {"ja", "en"}
        assert re.compile(service.pasted)
        assert bool(service.hosts) == bool(service.kind)
        assert all(
            link.startswith("https://") for link in (service.policy, service.opt_out) if link
        )
    assert service_of("fonts.googleapis.com") is not service_of("googleapis.com") is None


RUN = {
    "www.googletagmanager.com": """
        new Image().src = "https://www.google-analytics.com/g/collect";
        fetch("https://region1.google-analytics.com/g/collect", {mode: "no-cors"});
        navigator.sendBeacon("https://analytics.google.com/g/collect");
        (window.ran ??= []).push("ga4");""",
    "www.clarity.ms": """
        fetch("https://k.clarity.ms/collect", {mode: "no-cors"});
        new Image().src = "https://c.bing.com/c.gif"; (window.ran ??= []).push("clarity");""",
    "pagead2.googlesyndication.com": """
        const style = document.createElement("style");
        style.textContent = "ins { color: red }";
        const frame = document.createElement("iframe");
        frame.src = "https://googleads.g.doubleclick.net/pagead/ads";
        const script = document.createElement("script");
        script.src = "https://ep2.adtrafficquality.google/sodar/x.js";
        const inline = document.createElement("script");
        inline.textContent = "window.inline = eval('1 + 1')";
        document.head.append(style, script, inline);
        document.body.append(frame);
        new Image().src = "https://tpc.googlesyndication.com/x.png";
        (window.ran ??= []).push(window.inline);""",
}


@pytest.mark.browser
@pytest.mark.parametrize("keys", [("ga4",), ("ga4", "clarity"), ("ga4", "adsense")])
def test_documented_code_runs(chromium: Browser, desk: Desk, keys: tuple[str, ...]) -> None:
    """Against stand-ins for its servers, nothing of it is refused by the page's policy."""
    server = served(_with(desk, *keys).output)
    page = chromium.new_context().new_page()
    page.add_init_script(WATCH)
    asked = set[str]()

    def answer(route: Route, request: Request) -> None:
        host = request.url.split("/")[2]
        if "127.0.0.1" in host:
            route.continue_()
            return
        asked.add(host)
        kind = "text/javascript" if request.resource_type == "script" else "text/html"
        route.fulfill(content_type=kind, body=RUN.get(host, ""))

    page.route("**/*", answer)
    page.goto(f"http://127.0.0.1:{server.server_port}/posts/a/")
    until(page, f"window.ran?.length === {len(keys)}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.refused") == []
    assert page.evaluate("dataLayer.length") == len(["js", "config"])
    assert {"region1.google-analytics.com", "www.google-analytics.com"} <= asked
    assert ("googleads.g.doubleclick.net" in asked) == ("adsense" in keys)
    server.shutdown()
    server.server_close()
    page.context.close()
