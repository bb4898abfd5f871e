"""Sites whose pages begin with more or less above the end of the disclosure."""

from __future__ import annotations

from random import Random

from tests.ads.shop import AD, OURS
from tests.desk import Desk, post

PER_SITE = 5
_WORDS = {
    "ja": "長いひとり暮らしの部屋で使う小さな洗濯機を選ぶときに確かめておきたい寸法と音のこと、"
    "それから乾燥にかかる電気代とフィルターの掃除のしかたを、三年使って分かった順に書きました。",
    "en": "How to choose a small washing machine for a single room, what to measure before it "
    "is delivered, how loud it gets at night, and what drying costs after a few years. ",
}


def write_site(desk: Desk, seed: int) -> list[str]:
    """Write a site of posts that differ in what stands above the text; return their addresses."""
    chance = Random(seed)  # noqa: S311 - lengths, not secrets
    language = "en" if seed % 3 == 2 else "ja"
    words = _WORDS[language]

    def text(least: int, most: int) -> str:
        length = chance.randint(least, most) * (2 if language == "en" else 1)
        return (words * 8)[:length].strip()

    nav = "".join(
        f'[[nav]]\ntext = "{text(2, 6)}"\nto = "pages/p.md"\n' for _ in range(chance.randint(0, 5))
    )
    settings = OURS.replace("試しの紙面", text(4, 14)).replace("試験のためのサイト", "x")
    policy = 'policy = "pages/p.md"\n' if chance.random() < 0.5 else ""
    files = {
        "site.toml": f'language = "{language}"\n{settings}{nav}[disclosure]\n{policy}',
        "content/pages/p.md": f"---\ntitle: {text(3, 8)}\n---\n\n文\n",
        "content/deals.yaml": "".join(
            f"d{number}: {{shop: {text(2, 8)}, text: '{text(4, 40)}', url: 'amazon:B000000000', "
            f"ends: 2090-0{chance.randint(6, 9)}-20, show: [top]}}\n"
            for number in range(chance.randint(0, 4))
        ),
    }
    if chance.random() < 0.6:
        notice = "\n\n".join(f"広告 ad: {text(10, 120)}" for _ in range(chance.randint(1, 3)))
        files["content/notices/disclosure.md"] = notice
    for number in range(PER_SITE):
        keys = {"title": text(4, 120), "category": text(2, 8), "toc": "false"}
        if chance.random() < 0.5:
            keys |= {"updated": "2026-05-20", "verified": "2026-05"}
        if chance.random() < 0.3:
            keys |= {"disclosure": "gifted", "sponsor": text(3, 20)}
        files[f"content/posts/p{number}.md"] = post(AD, **keys)
    desk.write(files)
    return [f"posts/p{number}/" for number in range(PER_SITE)]
