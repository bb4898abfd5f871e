"""A site with programmes, and texts with ads of its own."""

from __future__ import annotations

from tests.desk import SETTINGS

OURS = (
    SETTINGS
    + """
[affiliate.amazon]
tag = "example-22"
[affiliate.rakuten]
id = "0a1b2c3d.4e5f6071.0a1b2c3e.82930415"
[affiliate.valuecommerce]
sid = "1234567"
pid = "890123456"
[affiliate.moshimo]
amazon = "111111"
rakuten = "222222"
[affiliate.a8]
ids = ["3AAAAA+BBBBBB+CCCC+DDDDD"]
[[affiliate.custom]]
name = "見本ASP"
host = "click.example-asp.jp"
param = "pid"
ids = ["42"]
"""
)
A8 = (
    '<a href="https://px.a8.net/svt/ejp?a8mat=3AAAAA+BBBBBB+CCCC+DDDDD" rel="nofollow">'
    '見本<img border="0" width="1" height="1" src="https://www12.a8.net/0.gif?a8mat='
    '3AAAAA+BBBBBB+CCCC+DDDDD" alt=""></a>'
)
A8_ADDRESS = "https://px.a8.net/svt/ejp?a8mat=3AAAAA+BBBBBB+CCCC+DDDDD"
FOREIGN = "https%3A%2F%2Fwww.amazon.co.jp%2Fdp%2FB000000000%3Ftag%3Dsomebody-22"
AD = "[買う](amazon:B000000000)"
STATEMENT = "Amazonのアソシエイトとして、試しの紙面は適格販売により収入を得ています。"
