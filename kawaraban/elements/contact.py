"""A contact block: who to phone, when, says who, and when that was checked.

```contact
id: example-support      →  <section class="contact"> … <time datetime="2025-08"> …
```
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kawaraban.elements import Element
from kawaraban.model import ContactCard, Frozen, Slot

if TYPE_CHECKING:
    from kawaraban.place import Place
