"""What the preview answers: pages with a bar, mistakes with their lines, other moments."""

from __future__ import annotations

import io
import re
import time

import pytest
from PIL import Image, ImageChops

from kawaraban.core.options import Options
from kawaraban.preview.answers import Answers
from kawaraban.preview.server import Request, Resource
from kawaraban.preview.site import PreviewSite
from tests.desk import NOW, PROJECT, Desk, post
from tests.preview.served import without_bar


class Preview:
    """The preview of a site, asked without a server."""

    def __init__(self, desk: Desk, editor: str = "", now: str = NOW) -> None:
        options = Options(site=desk.folder, product=PROJECT, output=desk.folder / "output", now=now)
        self.desk, self.site = desk, PreviewSite(options)
        self.site.update()
        self.answers = Answers(self.site, PROJECT, editor)

    def save(self, path: str, text: str, *others: str) -> None:
        """Save a file as an editor does, after other files."""
        self.desk.write({path: text})
        self.site.update({path, *others})

    def get(self, path: str, **query: str) -> Resource:
        """Give an answer."""
        answer = self.answers.find(Request(path, query))
        assert answer is not None
        return answer

    def html(self, path: str, **query: str) -> str:
        """Give the text of a page."""
        return self.get(path, **query).body.decode()


@pytest.fixture
def preview(desk: Desk) -> Preview:
    """Give the preview of a site with a post, a draft and a post to come."""
    texts = {
        "content/posts/out.md": post("出ている。", title="公開"),
        "content/posts/draft.md": post("下の文。", title="下書きの題", draft="true"),
        "content/posts/later.md": post("先の文。", title="先の題", date="2027-02-20"),
    }
    return Preview(desk.write(texts))


def test_styles_of_a_page_just_loaded_outlive_a_change(preview: Preview) -> None:
    """A browser asks for a page's style when the author may have saved another file already."""
    preview.save("assets/custom.css", "body { background: url(data:,) }")  # which is linked
    style = re.search(r"assets/style\.\w+\.css", preview.html("posts/out/"))[0]
    before = preview.get(style)
    preview.save("assets/custom.css", "body { margin: 77px }")
    assert preview.get(style) == before
    assert "margin:77px" not in before.body.decode()
    assert style not in preview.html("posts/out/")


def test_an_empty_file_is_no_page(preview: Preview) -> None:
    """A file of the site without a byte is sent as it is."""
    preview.save("assets/root/_redirects", "")
    assert preview.get("_redirects").body == b""


def test_a_page_is_that_of_a_build_with_a_bar(preview: Preview) -> None:
    """Without what stands in the head and at the top of the body, it is the built page."""
    html = preview.html("posts/out/")
    built = preview.desk.build("--drafts").whole("posts/out/")
    assert html != built
    assert without_bar(html) == built


def test_drafts_and_posts_to_come_are_marked(preview: Preview) -> None:
    """Each says its state in the bar, and lists can mark its links; a published one has none."""
    assert "下書き</span>" in preview.html("posts/draft/")
    assert "2027-02-20に公開</span>" in preview.html("posts/later/")
    assert "preview-mark" not in preview.html("posts/out/")
    home = preview.html("")
    assert 'href="posts/draft/"' in home
    assert "posts/draft/" in home[home.index("data-marks") :].partition(">")[0]


def test_mistakes_stand_above_the_last_good_page(preview: Preview) -> None:
    """Each with file, line, remedy and the line itself; mended, they go."""
    preview.save("content/posts/out.md", post("[無い](none.md) <b>", title="公開"))
    html = preview.html("posts/out/")
    assert 'class="preview-errors"' in html
    assert "content/posts/out.md:6:1" in html
    assert "[missing-file]" in html
    assert "<code>[無い](none.md) &lt;b&gt;</code>" in html
    assert "出ている。" in html
    preview.save("content/posts/out.md", post("直した。", title="公開"))
    html = preview.html("posts/out/")
    assert "preview-errors" not in html
    assert "直した。" in html


def test_a_template_with_a_mistake_is_told_where_it_is_used(preview: Preview) -> None:
    """A page whose template fails shows the diagnostic in its stead."""
    preview.save("templates/article.html", "{{ nothing }}")
    html = preview.html("posts/out/")
    assert "templates/article.html:1" in html
    assert "preview-errors" in html


def test_a_site_that_begins_with_mistakes(desk: Desk) -> None:
    """There is no last good page: the mistakes alone are shown, at every address."""
    preview = Preview(desk.write({"content/posts/a.md": post("あ", date="いつか")}))
    assert "content/posts/a.md:3" in preview.html("posts/a/")
    preview.save("content/posts/a.md", post("いまは良い。"))
    assert "いまは良い。" in preview.html("posts/a/")


def test_the_site_at_another_moment(preview: Preview) -> None:
    """`?now=` shows what is published then; what is no moment is passed over."""
    deals = "sale:\n  shop: 店\n  text: 秋の市\n  url: https://example.net/\n  ends: 2026-09-30\n"
    preview.save("content/deals.yaml", deals + "  starts: 2026-09-01\n  show: [top]\n")
    assert "秋の市" not in preview.html("posts/out/")
    assert "秋の市" in preview.html("posts/out/", now="2026-09-02T12:00")
    assert "秋の市" not in preview.html("posts/out/", now="2026-10-01T00:00")
    assert "秋の市" not in preview.html("posts/out/", now="いつか")


def test_no_path_leads_out_of_the_site(preview: Preview) -> None:
    """Only what a build publishes is answered, and the preview's own files."""
    for path in ("../site.toml", "site.toml", "content/posts/draft.md", "~preview/../base.html",
                 "~preview/redact.js", "/etc/passwd", "posts/../../site.toml"):  # fmt: skip
        answer = preview.answers.find(Request(path))
        assert answer is None or answer.status == 404, path


def test_an_address_without_its_slash_leads_to_it(preview: Preview) -> None:
    """As hosts do: relative links would lead elsewhere."""
    answer = preview.get("posts/out")
    assert (answer.status, answer.headers) == (302, (("Location", "out/"),))


def test_links_to_the_editor_where_asked_for(desk: Desk) -> None:
    """A mistake and the page's own text open in the author's editor."""
    preview = Preview(desk.write({"content/posts/a b.md": post("あ", slug="a")}), editor="vscode")
    path = (desk.folder / "content/posts/a%20b.md").as_posix()
    assert f'href="vscode://file/{path}:1:1"' in preview.html("posts/a/")
    preview.save("content/posts/a b.md", post("[x](none.md)", slug="a"))
    assert f'href="vscode://file/{path}:7:1"' in preview.html("posts/a/")


def test_a_new_picture_is_shown_at_once_and_made_behind(preview: Preview) -> None:
    """First in a quick form, with its redaction; then as a build would publish it."""
    preview.desk.picture("content/posts/big.png", (1600, 1000))
    text = post('![図](big.png){redact="0 0 1600 1000"}', title="公開")
    preview.save("content/posts/out.md", text, "content/posts/big.png")
    while preview.site.pictures.waiting:
        html = preview.html("posts/out/")
        for path in re.findall(r"images/big[^\" ]*", html):
            answer = preview.get(path)
            assert answer.status == 404 or not _has_red(answer.body)
    page = preview.html("posts/out/")
    assert re.search(r"images/big-\w+-?\w*\.avif", page)


def _has_red(data: bytes) -> bool:
    """Return whether something of the picture can be seen through what covers it."""
    with Image.open(io.BytesIO(data)) as image:
        red, green, _ = image.convert("RGB").split()
        return ImageChops.subtract(red, green).getextrema()[1] > 60


def test_a_broken_picture_is_told(preview: Preview) -> None:
    """What is found wrong with it while it is made is shown like any mistake."""
    preview.desk.picture("content/posts/cut.png", (900, 700))
    file = preview.desk.folder / "content/posts/cut.png"
    file.write_bytes(file.read_bytes()[:-400])
    text = post("![図](cut.png)", title="公開")
    preview.save("content/posts/out.md", text, "content/posts/cut.png")
    while preview.site.pictures.waiting:
        pass
    assert "[bad-picture]" in preview.html("posts/out/")


def test_a_picture_that_comes_back_is_shown(preview: Preview) -> None:
    """Its forms were not made while another one stood in its place."""
    preview.desk.picture("content/posts/a.png", (900, 700))
    file = preview.desk.folder / "content/posts/a.png"
    first = file.read_bytes()
    text = post("![図](a.png)", title="公開")
    preview.save("content/posts/out.md", text, "content/posts/a.png")
    file.write_bytes(first[:-400])  # seen by nobody
    while not preview.site.pictures.broken and preview.site.pictures.waiting:
        time.sleep(0.01)
    file.write_bytes(first)
    preview.site.update({"content/posts/a.png"})
    while preview.site.pictures.waiting:
        time.sleep(0.01)
    page = preview.html("posts/out/")
    assert "preview-errors" not in page
    assert ".avif" in page


def test_nothing_is_written_but_the_cache(preview: Preview) -> None:
    """There is no output folder after all of this."""
    preview.html("")
    assert {p.name for p in preview.desk.folder.iterdir()} == {"site.toml", "content", ".cache"}


def test_a_change_outlives_an_update_that_fails(
    preview: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that is gone for a moment must not hide what was saved meanwhile."""

    def fail(*_: object) -> None:
        raise FileNotFoundError

    with monkeypatch.context() as patch:
        patch.setattr(preview.site._builder, "plan", fail)  # noqa: SLF001 - which reads
        with pytest.raises(FileNotFoundError):
            preview.save("content/posts/out.md", post("直した文。", title="公開"))
    preview.save("content/posts/draft.md", post("次の文。", title="下書きの題", draft="true"))
    assert "直した文。" in preview.html("posts/out/")
