"""Ad codes as networks give them to be pasted, made from a seed."""

from __future__ import annotations

from random import Random

from tests.desk import SETTINGS

SITE = (
    SETTINGS
    + """
[links]
index_html = true
[affiliate.amazon]
tag = "example-22"
[affiliate.rakuten]
id = "00000000.11111111.22222222.33333333"
[affiliate.valuecommerce]
sid = "1000001"
pid = "2000002"
[affiliate.moshimo]
amazon = "3000003"
[affiliate.a8]
ids = ["3EXMP1+AAAAAA+2HOM+656YP"]
"""
)
_A8 = "3EXMP1+AAAAAA+2HOM+656YP"
_SIZES = ((300, 250), (468, 60), (120, 600), (1, 1))


class Codes:
    """Gives one random ad code after the other."""

    def __init__(self, seed: int) -> None:
        """Begin with a seed."""
        self.dice = Random(seed)  # noqa: S311 - no secret

    def some(self) -> str:
        """Give a few codes, as an author pastes them among paragraphs."""
        codes = [self.one() for _ in range(self.dice.randrange(1, 5))]
        return "\n\n".join(f"文です。\n\n{code}" for code in codes)

    def one(self) -> str:
        """Give a code of a random shape."""
        shapes = (
            self._banner, self._yahoo, self._rakuten, self._moshimo, self._widget, self._frame,
            self._script, self._handler, self._media, self._styled, self._form, self._inside,
            self._attributes, self._data,
        )  # fmt: skip
        return self.dice.choice(shapes)()

    def _host(self) -> str:
        name = self.dice.choice(("ad", "img", "cdn", "t", "static"))
        port = self.dice.choice(("", "", "", ":8443"))
        return f"{name}{self.dice.randrange(40)}.example.{self.dice.choice(('net', 'org'))}{port}"

    def _scheme(self) -> str:
        return self.dice.choice(("https://", "https://", "http://", "//", "HTTPS://"))

    def _url(self, path: str = "x") -> str:
        return f"{self._scheme()}{self._host()}/{path}?n={self.dice.randrange(999)}"

    def _pixel(self, url: str) -> str:
        return f'<img src="{url}" width="1" height="1" alt="" border="0">'

    def _banner(self) -> str:
        width, height = self.dice.choice(_SIZES)
        number = self.dice.randrange(10, 40)
        link = f'<a href="https://px.a8.net/svt/ejp?a8mat={_A8}" rel="nofollow">'
        image = f"https://www{number}.a8.net/svt/bgt?aid=1&amp;mc=1"
        banner = f'<img border="0" width="{width}" height="{height}" alt="広告" src="{image}"></a>'
        return f"{link}\n{banner}\n{self._pixel(f'https://www{number + 1}.a8.net/0.gif?a8mat=')}"

    def _yahoo(self) -> str:
        ids = "sid=1000001&pid=2000002"
        host = "ad.jp.ap.valuecommerce.com/servlet"
        return (
            f'<script src="//{host}/jsbanner?{ids}"></script><noscript>'
            f'<a href="//ck.jp.ap.valuecommerce.com/servlet/referral?{ids}" rel="nofollow">'
            f'<img src="//{host}/gifbanner?{ids}" border="0" alt=""></a></noscript>'
        )

    def _rakuten(self) -> str:
        home = "00000000.11111111.22222222.33333333"
        inner = f"https%3A%2F%2Fthumbnail{self.dice.randrange(9)}.example.org%2Fa.jpg%3F_ex%3D240"
        return (
            f'<a href="https://hb.afl.rakuten.co.jp/hgc/{home}/?pc=x" target="_blank">'
            f'<img src="https://hbb.afl.rakuten.co.jp/hgb/{home}/?pc={inner}&amp;s=240" alt=""></a>'
        )

    def _moshimo(self) -> str:
        ids = "a_id=3000003&p_id=170&pc_id=185&pl_id=4062"
        return (
            f'<a href="//af.moshimo.com/af/c/click?{ids}" rel="nofollow">買う</a>'
            f'<img src="//i.moshimo.com/af/i/impression?{ids}" width="1" height="1" '
            f'style="border:{self.dice.randrange(3)}px;" loading="lazy" alt="">'
        )

    def _widget(self) -> str:
        stamp = self.dice.randrange(9999)
        return (
            "<script>(function(b,c,f,g){b.first=g;b[g]=b[g]||function(){(b.q=b.q||[]).push(c)};})"
            f'(window,"script","//{self._host()}/bundle.js?{stamp}","a<b>c");\n'
            f'window.shown = "https:\\/\\/{self._host()}\\/images\\/{stamp}.jpg";</script>'
        )

    def _frame(self) -> str:
        style = self.dice.choice(("", ' style="width:120px;height:240px;"'))
        return f'<iframe sandbox="allow-popups"{style} src="{self._url("e/cm")}"></iframe>'

    def _script(self) -> str:
        kind = self.dice.choice(("", ' type="text/javascript"', ' language="javascript"', " async"))
        return f"<script{kind} src='{self._url('w.js')}'></script>"

    def _handler(self) -> str:
        name = self.dice.choice(("onclick", "onLoad", "onmouseover"))
        number = self.dice.randrange(99)
        return f'<div {name}="window.counted={number} &amp;&amp; true">数える<br></div>'

    def _media(self) -> str:
        wide = f'<source srcset="{self._url("1.webp")} 1x, {self._url("2.webp")} 2x">'
        return self.dice.choice((
            f'<video src="{self._url("v.mp4")}" poster="{self._url("p.png")}"></video>',
            f'<audio><source src="{self._url("a.mp3")}"></audio>',
            f'<picture>{wide}<img src="{self._url("1.png")}" alt=""></picture>',
            f'<object data="{self._url("o.svg")}"></object>',
        ))  # fmt: skip

    def _styled(self) -> str:
        return self.dice.choice((
            f'<style>.x{self.dice.randrange(9)} > b {{background:url("{self._url()}")}}</style>',
            f'<div style="background:url({self._url()})">色</div>',
            f'<link rel="stylesheet" href="{self._url("a.css")}">',
        ))  # fmt: skip

    def _form(self) -> str:
        return f'<form action="{self._url("join")}"><button>送る</button></form>'

    def _inside(self) -> str:
        code = self.dice.choice((self._banner, self._script, self._frame))()
        return "> " + code.replace("\n", "\n> ")

    def _attributes(self) -> str:
        return f"## 見出し {{style='color:#{self.dice.randrange(100, 999)}'}}"

    def _data(self) -> str:
        return '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" alt="">'
