"""`site.toml` as values, with the defaults of the writing format."""

from typing import Literal
from zoneinfo import ZoneInfo

from kawaraban.core.diagnostics import Source
from kawaraban.core.model import Author, Frozen

Language = Literal["ja", "en"]


class NavEntry(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the navigation: its text, and a file under `content/` or an address.

    The list of a category or tag is `category:NAME`, `tag:NAME`.
    """

    text: str
    to: str


class DisclosureSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`policy` is a page under `content/`; the labels mark ads.

    `display_ads`: a page with AdSense says so; where nothing is written, Japanese ones do.
    """

    policy: str = ""
    label: str = ""
    link_label: str = ""
    display_ads: bool | None = None


class Freshness(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From what age, in months, a checked fact is called old."""

    stale_after_months: int = 6


class PostSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The addresses of posts, and how many a list page holds."""

    permalink: str = "/posts/{slug}/"
    per_page: int = 20


class LinkSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How links open, whether they end in `index.html` (for `file://`), what else they begin with.

    `schemes` are those that links may have besides the usual ones.
    """

    new_tab: bool = True
    index_html: bool = False
    schemes: tuple[str, ...] = ()


class ImageSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The published widths in pixels, the published forms, and whom each picture names in them."""

    widths: tuple[int, ...] = (480, 960, 1280)
    formats: tuple[Literal["avif", "webp"], ...] = ("avif", "webp")
    creator: str = ""
    credit: str = ""


class SharingSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a page without a picture is shared, and whether posts have `links` to share them.

    `font` draws the title on a card; `image` is for the lists, and for every page
    where no card can be drawn. Both are files, with paths that start at the site's folder.
    """

    font: str = ""
    image: str = ""
    links: bool = False


class ThemeSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The look: `palette` and `layout` are stylesheets under `assets/` (`paper` is none).

    `colour` is the accent (`#rrggbb`), `fonts` are the typefaces, `headings` those of headings;
    `logo` is a picture in place of the site's name, with a path that starts at its folder.
    """

    mode: Literal["auto", "light", "dark"] = "auto"
    palette: str = "paper"
    layout: str = "paper"
    colour: str = ""
    fonts: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    logo: str = ""


class SideSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The blocks beside articles and lists: `profile`, `tags`, …, or `snippet:NAME`.

    `picked` are posts under `content/`, `deals_title` is the heading of the deals.
    """

    blocks: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    deals_title: str = ""


class HomeSettings(SideSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The blocks of the home page, where `newest` is the list of all posts."""

    blocks: tuple[str, ...] = ("newest",)


class SearchSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether the site has a search page."""

    enabled: bool = False


class MarkdownSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether a typed line break is one on the page, and whether `$…$` is a formula."""

    breaks: bool = False
    math: bool = True


class SecuritySettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The hosts that pages load from besides those that their code names; no policy with `off`."""

    hosts: tuple[str, ...] = ()
    policy: Literal["on", "off"] = "on"


class OtherService(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service of the author's own words: who is sent what when pages load from its `hosts`."""

    name: str
    hosts: tuple[str, ...]
    company: str = ""
    sends: str = ""
    why: str = ""
    policy: str = ""
    opt_out: str = ""


class ServiceSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The site's ids with services whose code stands on every page (`core/services.toml`)."""

    ga4: str = ""
    adsense: str = ""
    clarity: str = ""
    search_console: str = ""
    bing: str = ""
    other: tuple[OtherService, ...] = ()


class SnippetSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """HTML that is written once, and the places where every post has it."""

    name: str
    html: str
    places: tuple[str, ...] = ()


class MachineSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What programs are told: whether AI may gather the texts, and whether there is an llms.txt."""

    ai_crawlers: Literal["allow", "deny"] = "allow"
    llms: bool = False


class HostSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What serves the site; the build writes the files in which it reads redirects and headers."""

    kind: Literal["none", "apache", "cloudflare", "netlify", "vercel", "github", "s3"] = "none"


class AmazonProgramme(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Amazon Associates: the tag that each link carries; `ids` are further ones of the site's."""

    tag: str
    ids: tuple[str, ...] = ()


class RakutenProgramme(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rakuten's affiliate id, of four groups; `ids` are further ones of the site's."""

    id: str
    ids: tuple[str, ...] = ()


class ValueCommerceProgramme(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """ValueCommerce: `sid` is the site, `pid` its programme of Yahoo! Shopping.

    `ids` are further ones of the site's, also that of LinkSwitch.
    """

    sid: str
    pid: str
    ids: tuple[str, ...] = ()


class MoshimoProgramme(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Moshimo's `a_id` for each shop; empty where the site has none. `ids` are further ones."""

    amazon: str = ""
    rakuten: str = ""
    yahoo: str = ""
    ids: tuple[str, ...] = ()


class NetworkIds(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ids of a network that are the site's own; `network` is its key."""

    ids: tuple[str, ...]
    network: str = ""


class CustomNetwork(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A network of the author's, by `host` or `hosts`.

    The id is in the query's parameter `param`, or where `id` says (see `kawaraban.core.networks`),
    behind `prefix` if there is one. `only_with_param`: an address without an id is no ad.
    """

    name: str
    host: str = ""
    hosts: tuple[str, ...] = ()
    param: str = ""
    id: str = ""
    prefix: str = ""
    only_with_param: bool = False
    ids: tuple[str, ...]


class AffiliateSettings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The programmes that the site takes part in; None where it does not.

    `listed` are those of every other network of the table (`[affiliate.a8]`).
    """

    amazon: AmazonProgramme | None = None
    rakuten: RakutenProgramme | None = None
    valuecommerce: ValueCommerceProgramme | None = None
    moshimo: MoshimoProgramme | None = None
    listed: tuple[NetworkIds, ...] = ()
    custom: tuple[CustomNetwork, ...] = ()


class Settings(Frozen, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of `site.toml`. `base_url` ends in `/`.

    `positions` gives the position of each value by its keys and numbers (`nav.0.to`).
    """

    title: str
    base_url: str
    language: Language = "ja"
    timezone: str = "Asia/Tokyo"
    country: str = "JP"
    description: str = ""
    authors: tuple[Author, ...] = ()
    disclosure: DisclosureSettings = DisclosureSettings()
    freshness: Freshness = Freshness()
    affiliate: AffiliateSettings = AffiliateSettings()
    posts: PostSettings = PostSettings()
    links: LinkSettings = LinkSettings()
    images: ImageSettings = ImageSettings()
    sharing: SharingSettings = SharingSettings()
    theme: ThemeSettings = ThemeSettings()
    home: HomeSettings = HomeSettings()
    side: SideSettings = SideSettings()
    search: SearchSettings = SearchSettings()
    markdown: MarkdownSettings = MarkdownSettings()
    services: ServiceSettings = ServiceSettings()
    snippets: tuple[SnippetSettings, ...] = ()
    security: SecuritySettings = SecuritySettings()
    machines: MachineSettings = MachineSettings()
    host: HostSettings = HostSettings()
    nav: tuple[NavEntry, ...] = ()
    positions: dict[str, Source] = {}

    @property
    def zone(self) -> ZoneInfo:
        """Return the site's time zone."""
        return ZoneInfo(self.timezone)

    def position(self, key: str) -> Source:
        """Return the position of a value; of one that is not written, the file's."""
        return self.positions.get(key, Source("site.toml"))

    def author(self, author_id: str) -> Author | None:
        """Return the author by id or name; without one, the site's first."""
        if not author_id:
            return self.authors[0] if self.authors else None
        return next((one for one in self.authors if author_id in {one.id, one.name}), None)


# For a site whose own cannot be read.
FALLBACK_SETTINGS = Settings(title="site.toml", base_url="https://example.com/")
