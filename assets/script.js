// Shows how old a fact is once its day has come, and takes away what has ended.
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
    if (next) {
      endAll(next.content);
      box.replaceWith(next.content);
    } else if (ended === undefined) drop(box);
    else {
      for (const part of box.querySelectorAll(".ad-label, :scope > time")) part.remove();
      box.replaceWith(...box.childNodes, ended);
    }
  };
  // What takes the place of something may have ended too.
  const endAll = (root) => {
    for (const box of root.querySelectorAll("[data-ends]")) {
      if (Date.parse(box.dataset.ends) < Date.now()) end(box);
    }
  };
  // On loading, while the page stays open, and when a reader comes back to it.
  const update = () => {
    for (const line of document.querySelectorAll("[data-stale-from]")) {
      if (Date.parse(line.dataset.staleFrom) <= Date.now()) line.hidden = false;
    }
    endAll(document);
  };
  update();
  setInterval(update, 30000);
  addEventListener("pageshow", update);
  document.addEventListener("visibilitychange", update);

  // A frame whose size is given in numbers keeps its shape where the text is narrower.
  for (const frame of document.querySelectorAll(":is(iframe, embed)[width][height]")) {
    const { width, height, style } = frame;
    if (width > 0 && height > 0) Object.assign(style, { aspectRatio: `${width} / ${height}`, height: "auto" });
  }
})();
