"""The vocabulary: the frozen values that the stages hand to each other.

Nothing here reads, decides or renders. Paths are relative to the site's
folder, with `/`, in Unicode NFC. An *address* is a page's path under the
output folder as a reader sees it: `posts/my-post/` (a folder, whose file is its
`index.html`), `404.html`, or the empty string for the home page.
"""

from kawaraban.core.model.articles import (
    KINDS,
    Article,
    DisclosureMode,
    Document,
    FrontMatter,
    Headline,
    Kind,
    Manuscript,
    Sponsor,
    headline_of,
    last_change,
)
from kawaraban.core.model.body import (
    AdLink,
    Body,
    Checked,
    ExternalLink,
    FileAddress,
    FileUse,
    Frozen,
    Grants,
    Heading,
    Month,
    Part,
    Parts,
    PostAddress,
    Slot,
    Slots,
)
from kawaraban.core.model.pictures import (
    Content,
    Form,
    FormUse,
    PictureFile,
    Rectangle,
    StoredBytes,
)
from kawaraban.core.model.registries import (
    CARDS,
    CONTACTS,
    DEALS,
    IMPORTED_ADS,
    PRODUCTS,
    PROGRAMMES,
    SPEAKERS,
    CardEntry,
    ContactCard,
    ContactFacts,
    Deal,
    Hours,
    Ledger,
    Phone,
    Price,
    Product,
    ProductFacts,
    Programme,
    Reference,
    ShopLink,
    Speaker,
    Standing,
)
from kawaraban.core.model.site import Author, ListPage, Neighbours, Notice, Site, Stamp, Thumbnail
