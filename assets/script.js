// Shows how old a fact is once its day has come, takes away what has ended, enlarges pictures,
// copies code, and marks the part being read in the contents beside the text.
(() => {
  // A banner goes, and a row, block or column that it leaves empty.
  const drop = (box) => {
    const row = box.parentElement;
    box.remove();
    if (row.matches(".deals, .side") && !row.querySelector(":scope > :not(h2)")) drop(row);
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

  // A picture becomes a button that shows it whole, over the page; the others of its gallery
  // stand beside it there, and are reached by swipes, keys and buttons.
  const dialog = document.querySelector(".zoomed");
  const enlarge = (image) => {
    const whole = (image.closest("picture") ?? image).cloneNode(true);
    for (const part of [whole, ...whole.children]) {
      for (const name of ["id", "height"]) part.removeAttribute(name);
      if (part.sizes) part.sizes = `${image.dataset.zoom}px`;
      if (part.alt) part.width = image.dataset.zoom;
    }
    return whole;
  };
  for (const image of dialog ? document.querySelectorAll("img[data-zoom]") : []) {
    const gallery = image.closest(".gallery");
    const shown = image.closest(".gallery a") ?? image.closest("picture") ?? image;
    if (shown.parentElement.closest("a, button, summary")) continue;
    const button = document.createElement("button");
    button.className = "zoom";
    button.type = "button";
    button.title = dialog.dataset.zoom;
    shown.replaceWith(button);
    button.append(image.closest("picture") ?? image);
    button.addEventListener("click", () => {
      const all = gallery ? [...gallery.querySelectorAll("img[data-zoom]")] : [image];
      dialog.querySelectorAll("picture, img").forEach((old) => old.remove());
      dialog.prepend(...all.map(enlarge));
      dialog.classList.toggle("many", all.length > 1);
      dialog.setAttribute("aria-label", image.alt);
      dialog.showModal();
      dialog.scrollTo(all.indexOf(image) * dialog.clientWidth, 0);
    });
  }
  const step = (by) => dialog.scrollBy(by * dialog.clientWidth, 0);
  dialog?.addEventListener("click", ({ target }) => {
    if (target.value) step(target.value);
    else dialog.close();
  });
  dialog?.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !dialog.matches(".many")) return;
    event.preventDefault();
    step(by);
  });

  // A frame whose size is given in numbers keeps its shape where the text is narrower.
  for (const frame of document.querySelectorAll(":is(iframe, embed)[width][height]")) {
    const { width, height, style } = frame;
    if (width > 0 && height > 0) Object.assign(style, { aspectRatio: `${width} / ${height}`, height: "auto" });
  }

  // What another site shows is asked for when the reader wants it.
  for (const waiting of document.querySelectorAll(".embed template")) {
    const frame = waiting.content.firstElementChild;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = waiting.dataset.load;
    button.addEventListener("click", () => {
      button.replaceWith(frame);
      frame.focus();
    });
    waiting.after(button);
  }

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

  // A post is shared by copying its address, and by what the reader's system offers.
  const address = document.querySelector("[rel=canonical]")?.href;
  const ways = {
    copy: navigator.clipboard && (() => navigator.clipboard.writeText(address)),
    share: navigator.share && (() => navigator.share({ title: document.title, url: address })),
  };
  for (const button of document.querySelectorAll(".share button")) {
    if (!ways[button.value]) continue;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      ways[button.value]().then(() => (button.dataset.done = ""), () => {});
    });
  }

  const links = [...document.querySelectorAll(".side .toc a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  if (!links.length) return;
  let due = false;
  let marked;
  const mark = () => {
    due = false;
    const line = Math.min(innerHeight / 4, 96);
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
