"""Pictures are fetched from the old site's own host alone, and once."""

import io
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from PIL import Image

from tests.cli.importers.exports import Item, wxr
from tests.desk import SETTINGS, Desk


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (20, 10), (9, 99, 9)).save(stream, "PNG")
    return stream.getvalue()


def test_only_the_own_host_is_asked(desk: Desk) -> None:
    """The original of a scaled copy comes, once; other hosts and what is no picture stay."""
    asked = []

    class Old(BaseHTTPRequestHandler):
        """The old site: one picture, and a page where another one was."""

        def do_GET(self) -> None:
            """Answer."""
            asked.append(self.path)
            is_picture = self.path.endswith("a.png")
            self.send_response(200)
            self.send_header("Content-Type", "image/png" if is_picture else "text/html")
            self.end_headers()
            self.wfile.write(_png() if is_picture else b"<p>gone</p>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Old) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        host = f"http://127.0.0.1:{server.server_address[1]}"
        names = (f"{host}/wp-content/uploads/a-10x5.png", f"{host}/wp-content/uploads/b.png")
        pictures = "".join(
            f'<p><img src="{n}" alt="図"></p>' for n in (*names, "https://px.a8.net/c.png")
        )
        export = wxr(Item(1, body=pictures, name="one")).replace("https://old.example", host)
        source = desk.folder.parent / "export.xml"
        source.write_text(export, "utf-8")
        desk.write({"site.toml": SETTINGS})
        built = desk.build("import", str(source), "--fetch")
        assert built.status == 0, built.err
        again = desk.build("import", str(source), "--fetch")
        server.shutdown()
    assert again.status == 0
    assert sorted(asked) == ["/wp-content/uploads/a.png"] + ["/wp-content/uploads/b.png"] * 2
    assert (desk.folder / "content/images/a.png").read_bytes() == _png()
    text = (desk.folder / "content/posts/one.md").read_text("utf-8")
    assert f"![図]({names[1]})" in text
    assert "![図](../images/a.png)" in text
