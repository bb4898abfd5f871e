"""Codes as networks hand them out to be pasted; `{}` stands for the id."""

from __future__ import annotations

MINE, THEIRS = "3MINE7+AB12CD+2HOM+656YP", "3THEIR+AB12CD+2HOM+656YP"
RAKUTEN, FOREIGN_RAKUTEN = "1a2b3c4d.5e6f7a8b.1a2b3c4e.9c0d1e2f", "ffffffff.5e6f7a8b.f.9c0d1e2f"
_A8_RAKUTEN = "0ea62065.34400275.0ea62066.204f04c0"

# By name: the code, an id of the site's, somebody else's.
CODES = {
    "A8 goods": (
        '<span class="a8ad 3MINE7 AB12CD 2HOM 656YP"></span><script src="//statics.a8.net/ad/ad.js">'
        """</script><script>a8adscript('body').showAd({"req":{"mat":"{}","alt":"商品リンク","""
        '"id":"x1"},"goods":{"ejp":"https://www.amazon.co.jp/dp/B0ABCDEF12/?tag=a8-affi-270816-22",'
        '"imu":"https://m.media-amazon.com/images/I/41abc.jpg","pri":"1,000","txt":"品; 物"}});'
        "</script>",
        MINE, THEIRS,
    ),
    "A8 goods of Rakuten": (
        '<script src="//statics.a8.net/ad/ad.js"></script>\n<script>\n'
        "a8adscript('body').showAd({\"req\": {\"mat\": \"{}\",\n \"alt\": \"商品リンク\"}, \"goods\": {"
        f'"ejp": "https:\\/\\/hb.afl.rakuten.co.jp\\/hgc\\/{_A8_RAKUTEN}\\/a2?pc=x",'
        '"imu": "https://thumbnail.image.rakuten.co.jp/@0_mall/a/cabinet/1.jpg?_ex=128x128"}});\n'
        "</script>",
        "3MEDIA+ZZ99ZZ+1ABC+5YJRM", THEIRS,
    ),
    "A8 link manager": (
        '<script src="//statics.a8.net/a8link/a8linkmgr.js"></script>\n<script>\n  a8linkmgr({\n'
        '    "config_id": "{}"\n  });\n</script>',
        "mine-config", "their-config",
    ),
    "A8 banner": (
        '<a href="https://px.a8.net/svt/ejp?a8mat={}" rel="nofollow">\n<img border="0" width="300" '
        'height="250" alt="" src="https://www27.a8.net/svt/bgt?aid=2001&wid=001&eno=01"></a>\n'
        '<img border="0" width="1" height="1" src="https://www12.a8.net/0.gif?a8mat={}" alt="">',
        MINE, THEIRS,
    ),
    "A8 widget of Rakuten": (
        f'<script type="text/javascript">rakuten_affiliateId="{_A8_RAKUTEN}";'
        'rakuten_adNetworkId="a8Net";rakuten_adNetworkUrl="https%3A%2F%2Frpx.a8.net%2Fsvt%2Fejp%3F'
        'a8mat%3D{}%26rakuten%3Dy%26a8ejpredirect%3D";rakuten_pointbackId="a2_3MINE7";'
        'rakuten_mediaId="20011816";rakuten_size="468x160";</script><script type="text/javascript" '
        'src="//xml.affiliate.rakuten.co.jp/widget/js/rakuten_widget.js"></script>',
        MINE.replace("+", "%2B"), THEIRS.replace("+", "%2B"),
    ),
    "Rakuten widget": (
        '<script type="text/javascript">rakuten_design="slide";rakuten_affiliateId="{}";'
        'rakuten_items="ranking";rakuten_size="468x160";</script><script type="text/javascript" '
        'src="https://xml.affiliate.rakuten.co.jp/widget/js/rakuten_widget.js?20230106"></script>',
        RAKUTEN, FOREIGN_RAKUTEN,
    ),
    "Moshimo easy link": (
        '<!-- START MoshimoAffiliateEasyLink --><script type="text/javascript">(function(b,c,f,g){'
        'd.src=g})(window,document,"script","//dn.msmstatic.com/site/cardlink/bundle.js?20220329",'
        '"msmaflink");msmaflink({"n":"品","d":"https:\\/\\/m.media-amazon.com","c_p":"\\/images\\/I",'
        '"p":["\\/41.jpg"],"u":{"u":"https:\\/\\/www.amazon.co.jp\\/dp\\/B0ABCDEF12","t":"amazon"},'
        '"b_l":[{"id":1,"u_tx":"Amazonで見る","a_id":{},"p_id":170,"pl_id":27060},{"id":2,"u_tx":'
        '"公式","u_url":"https:\\/\\/shop.example\\/","a_id":0,"p_id":0,"pl_id":0}],"eid":"Ab"});'
        '</script><div id="msmaflink-Ab">リンク</div><!-- MoshimoAffiliateEasyLink END -->',
        "3000001", "9000001",
    ),
    "Moshimo easy link with spaces": (
        '<script>msmaflink({"b_l": [{"a_id" : {}, "p_id" : 170}, {"a_id": 0, "p_id": 0}]});</script>',
        "3000001", "9000001",
    ),
    "Moshimo widget of Rakuten": (
        "<script type=\"text/javascript\">MafRakutenWidgetParam=function() { return{ size:'468x160',"
        "design:'slide',recommend:'on',auto_mode:'on',a_id:'{}', border:'off'};};</script><script "
        'type="text/javascript" src="//image.moshimo.com/static/publish/af/rakuten/widget.js">'
        "</script>",
        "3000002", "9000002",
    ),
    "LinkSwitch": (
        '<script type="text/javascript" language="javascript">\n    var vc_pid = "{}";\n</script>'
        '<script type="text/javascript" src="//aml.valuecommerce.com/vcdal.js" async></script>',
        "222222222", "777777777",
    ),
    "ValueCommerce": (
        '<script language="javascript" src="//ad.jp.ap.valuecommerce.com/servlet/jsbanner?sid={}'
        '&pid=333"></script><noscript><a href="//ck.jp.ap.valuecommerce.com/servlet/referral?sid={}'
        '&pid=333" rel="nofollow"><img src="//ad.jp.ap.valuecommerce.com/servlet/gifbanner?sid={}'
        '&pid=333" border="0"></a></noscript>',
        "1111111", "7777777",
    ),
    "Amazon frame": (
        '<iframe sandbox="allow-popups allow-scripts" style="width:120px;height:240px;" '
        'src="https://rcm-fe.amazon-adsystem.com/e/cm?ref=tf_til&t={}&m=amazon&o=9&asins=B0ABCDEF12">'
        "</iframe>",
        "mine-22", "theirs-22",
    ),
    "Amazon native": (
        '<script type="text/javascript">amzn_assoc_ad_type = "link_enhancement_widget";'
        'amzn_assoc_tracking_id = "{}";amzn_assoc_region = "JP";</script><script '
        'src="//z-fe.amazon-adsystem.com/widgets/q?ServiceVersion=20070822&MarketPlace=JP"></script>',
        "mine-22", "theirs-22",
    ),
    "Amazon picture": (
        '<a href="https://www.amazon.co.jp/gp/product/B0ABCDEF12?tag={}"><img border="0" src="//ws-fe.'
        'amazon-adsystem.com/widgets/q?ASIN=B0ABCDEF12&ID=AsinImage&tag={}" ></a><img src="//ir-jp.'
        'amazon-adsystem.com/e/ir?t={}&l=am2&o=9&a=B0ABCDEF12" width="1" height="1" alt="" />',
        "mine-22", "theirs-22",
    ),
    "DMM": (
        '<ins class="dmm-widget-placement"></ins><script src="https://widget-view.dmm.com/js/'
        'placement.js?affiliate_id={}" class="dmm-widget-scripts"></script>',
        "mine-001", "theirs-001",
    ),
    "JANet": (
        '<a href="https://click.j-a-net.jp/{}/890123/"><img src="https://image.j-a-net.jp/{}/890123/">'
        "</a>",
        "1234567", "7654321",
    ),
    "Sovrn": (
        "<script>var vglnk = {key: '{}'};(function(d, t) {var s = d.createElement(t);"
        "s.src = '//cdn.viglink.com/api/vglnk.js';}(document, 'script'));</script>",
        "0a1b2c3dmine", "0a1b2c3dtheirs",
    ),
    "eBay": (
        "<script>window._epn = {campaign: {}};</script><script "
        'src="https://epnt.ebay.com/static/epn-smart-tools.js"></script>',
        "5331234567", "5339999999",
    ),
}  # fmt: skip
# What the policy must allow of what a code loads further, which only its network knows.
LOADS = {
    "A8 goods": ("script-src", "https://*.a8.net"),
    "A8 link manager": ("script-src", "https://*.a8.net"),
    "Rakuten widget": ("frame-src", "https://*.affiliate.rakuten.co.jp"),
    "Moshimo easy link": ("img-src", "https://*.media-amazon.com"),
    "Moshimo widget of Rakuten": ("script-src", "https://*.affiliate.rakuten.co.jp"),
    "LinkSwitch": ("connect-src", "https://*.valuecommerce.com"),
    "Amazon native": ("img-src", "https://*.media-amazon.com"),
}
