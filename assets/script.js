// Shows how old a fact is once its day has come, takes away what has ended, enlarges pictures,
// copies code, and marks the part being read in the contents beside the text.
(() => {
  // A banner goes, and a row or column that it leaves empty.
  const drop = (box) => {
    const row = box.parentElement;
    box.remove();
    if (row.matches(".deals, .side") && !row.children.length) drop(row);
  };
  // A link leaves its text; what the ledger replaces holds what takes its place.
  const end = (box) => {
    const { ended } = box.dataset;
    const next = box.querySelector(":scope > template");
    if (next) box.replaceWith(next.content);
    else if (ended === undefined) drop(box);
    else {
      for (const part of box.querySelectorAll(".ad-label, :scope > time")) part.remove();
      box.replaceWith(...box.childNodes, ended);
    }
  };
  // On loading, while the page stays open, and when a reader comes back to it.
  const update = () => {
    const now = Date.now();
    for (const line of document.querySelectorAll("[data-stale-from]")) {
      if (Date.parse(line.dataset.staleFrom) <= now) line.hidden = false;
    }
    for (const box of document.querySelectorAll("[data-ends]")) {
      if (Date.parse(box.dataset.ends) < now) end(box);
    }
  };
  update();
  setInterval(update, 30000);
  addEventListener("pageshow", update);
  document.addEventListener("visibilitychange", update);

  // A picture becomes a button that shows it whole, over the page.
  const dialog = document.querySelector(".zoomed");
  for (const image of dialog ? document.querySelectorAll("img[data-zoom]") : []) {
    if (image.closest("a, button, summary")) continue;
    const shown = image.closest("picture") ?? image;
    const button = document.createElement("button");
    button.className = "zoom";
    button.type = "button";
    button.title = dialog.dataset.zoom;
    shown.replaceWith(button);
    button.append(shown);
    button.addEventListener("click", () => {
      const whole = shown.cloneNode(true);
      for (const part of [whole, ...whole.children]) {
        for (const name of ["id", "loading", "height"]) part.removeAttribute(name);
        if (part.sizes) part.sizes = `${image.dataset.zoom}px`;
        if (part.alt) part.width = image.dataset.zoom;
      }
      dialog.querySelector("picture, img")?.remove();
      dialog.prepend(whole);
      dialog.setAttribute("aria-label", image.alt);
      dialog.showModal();
      dialog.scrollTo(0, 0);
    });
  }
  dialog?.addEventListener("click", () => dialog.close());

  // Code becomes a box with a button that copies it.
  const copy = document.querySelector("[data-copy]")?.dataset.copy;
  for (const code of copy && navigator.clipboard ? document.querySelectorAll("pre.code") : []) {
    const [box, button] = ["div", "button"].map((name) => document.createElement(name));
    box.className = "copied";
    button.className = "mark";
    button.type = "button";
    button.ariaLive = "polite";
    button.textContent = copy;
    code.replaceWith(box);
    box.append(button, code);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
      button.textContent = `${copy} ✓`;
      setTimeout(() => (button.textContent = copy), 2000);
    });
  }

  const links = [...document.querySelectorAll(".side .toc a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (!links.length) return;
  let due = false;
  let marked;
  const mark = () => {
    due = false;
    const line = innerHeight / 4;
    const next = headings.findLastIndex((heading) => heading && heading.getBoundingClientRect().top < line);
    if (next === marked) return;
    links[marked]?.removeAttribute("aria-current");
    links[next]?.setAttribute("aria-current", "true");
    marked = next;
  };
  const ask = () => {
    if (!due) requestAnimationFrame(mark);
    due = true;
  };
  addEventListener("scroll", ask, { passive: true });
  addEventListener("resize", ask, { passive: true });
  mark();
})();
