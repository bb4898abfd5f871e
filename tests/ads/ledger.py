"""A site with a ledger: programmes of four networks, and the links and codes that are theirs."""

from __future__ import annotations

from tests.desk import SETTINGS

MAT = "3AAAAA+BBBBBB+CCCC+DDDDD"
HEIR = "3AAAAA+BBBBBB+EEEE+FFFFF"
SITE = f"""{SETTINGS}
[affiliate.amazon]
tag = "example-22"
[affiliate.valuecommerce]
sid = "1234567"
pid = "890123456"
[affiliate.moshimo]
amazon = "111111"
[affiliate.a8]
ids = ["{MAT}", "{HEIR}", "3AAAAA+BBBBBB+CCCC+OTHER", "3AAAAA+BBBBBB+GGGG+HHHHH"]
[affiliate.accesstrade]
ids = ["0100mine00abcd", "0100mine00efgh"]
"""
A8 = f"https://px.a8.net/svt/ejp?a8mat={MAT}"
NEXT = f"https://px.a8.net/svt/ejp?a8mat={HEIR}"
MOSHIMO = "https://af.moshimo.com/af/c/click?a_id=111111&p_id=999&pc_id=1&pl_id=2"
VC = "https://ck.jp.ap.valuecommerce.com/servlet/referral?sid=1234567&pid=777777777&vc_url=x"
TRADE = "https://h.accesstrade.net/sp/cc?rk=0100mine00abcd"
PROGRAMMES = f"""\
kagu:
  name: みほん家具
  link: '{A8}'
  ends: 2026-08-31
  then: kagu-b
kagu-b:
  name: あたらしい家具
  code: |
    <a href="{NEXT}" rel="nofollow">家具</a>
    <img border="0" width="1" height="1" src="https://www10.a8.net/0.gif?a8mat={HEIR}" alt="">
yasumi:
  name: やすみ旅行
  link: '{MOSHIMO}'
  ends: 2026-08-31
hon:
  name: 本の店
  link: '{VC}'
  ends: 2026-08-31
  then: https://example.com/books
kabu:
  name: 株の店
  link: '{TRADE}'
"""
PIXEL = f'<img border="0" width="1" height="1" src="https://www12.a8.net/0.gif?a8mat={MAT}" alt="">'
BANNER = (
    f'<a href="{A8}" rel="nofollow">\n'
    '<img border="0" width="300" height="250" alt="" src="https://www29.a8.net/svt/bgt?aid=1"></a>'
)
EASY = (
    '<script>(function(b){})(msmaflink({"n":"x","a_id":111111,"p_id":999}));</script>'
    '<div id="msmaflink-x">リンク</div>'
)
BEFORE, LAST, AFTER = "2026-08-01", "2026-08-31T23:59:59.999", "2026-09-01T00:00"
