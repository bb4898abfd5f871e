// Lets the author draw the areas of a picture that must not be seen, and writes the attribute.
// All numbers are pixels of the picture itself, whatever size it is shown at.
(() => {
  const byId = (id) => document.getElementById(id);
  const words = JSON.parse(document.body.dataset.words);
  const picture = byId("picture");
  const [WIDTH, HEIGHT] = ["width", "height"].map((side) => Number(picture.getAttribute(side)));
  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SIDES = ["x", "y", "w", "h"];
  // Fractions come from scaling; this much of a pixel is the computer's, not the author's.
  const NOISE = 1e-6;

  // Areas are never changed but replaced, so that what was before can be kept as it is.
  let areas = [];
  const past = [];
  const boxes = [];
  const rows = [];
  let drag = null;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const say = (name, values) => words[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const tell = (name, values = {}) => { byId("status").textContent = say(name, values); };
  const told = (index) => ({ n: index + 1, ...areas[index] });
  const same = (one, other) => SIDES.every((side) => one[side] === other[side]);

  const moved = (area, dx, dy) => ({
    ...area,
    x: clamp(area.x + dx, 0, WIDTH - area.w),
    y: clamp(area.y + dy, 0, HEIGHT - area.h),
  });
  const sized = (area, dx, dy) => ({
    ...area,
    w: clamp(area.w + dx, 1, WIDTH - area.x),
    h: clamp(area.h + dy, 1, HEIGHT - area.y),
  });

  // Rounded outward: every pixel that was touched is covered. Null where nothing was.
  const between = (one, other) => {
    const [left, right] = [one.x, other.x].sort((a, b) => a - b);
    const [top, bottom] = [one.y, other.y].sort((a, b) => a - b);
    if (left === right || top === bottom) return null;
    const [x, y] = [Math.floor(left + NOISE), Math.floor(top + NOISE)];
    return { x, y, w: Math.ceil(right - NOISE) - x, h: Math.ceil(bottom - NOISE) - y };
  };

  const written = () => {
    const list = areas.map((area) => SIDES.map((side) => area[side]).join(" "));
    return areas.length ? `{redact="${list.join("; ")}"}` : "";
  };

  // --- showing ---

  const place = (element, { x, y, w, h }) => {
    element.style.left = `${(x / WIDTH) * 100}%`;
    element.style.top = `${(y / HEIGHT) * 100}%`;
    element.style.width = `${(w / WIDTH) * 100}%`;
    element.style.height = `${(h / HEIGHT) * 100}%`;
  };

  const copyOf = (template) => byId(template).content.firstElementChild.cloneNode(true);

  // A box and a row belong to a place in the list, so that the focus stays where it is.
  const balance = () => {
    while (boxes.length < areas.length) {
      boxes.push(copyOf("area"));
      rows.push(copyOf("row"));
      byId("frame").append(boxes.at(-1));
      byId("rows").append(rows.at(-1));
    }
    while (boxes.length > areas.length) {
      boxes.pop().remove();
      rows.pop().remove();
    }
  };

  const showRow = (row, area, index) => {
    row.firstElementChild.textContent = index + 1;
    row.querySelector("button").setAttribute("aria-label", say("remove", { n: index + 1 }));
    const limits = { x: WIDTH - area.w, y: HEIGHT - area.h, w: WIDTH - area.x, h: HEIGHT - area.y };
    for (const input of row.querySelectorAll("input")) {
      const side = input.name;
      input.min = "wh".includes(side) ? 1 : 0;
      input.max = limits[side];
      input.value = area[side];
      input.setAttribute("aria-label", say(`side_${side}`, { n: index + 1 }));
    }
  };

  const show = () => {
    balance();
    areas.forEach((area, index) => {
      place(boxes[index], area);
      boxes[index].firstElementChild.textContent = index + 1;
      boxes[index].setAttribute("aria-label", say("area", told(index)));
      showRow(rows[index], area, index);
    });
    byId("attribute").value = written();
    byId("areas").hidden = !areas.length;
    byId("none").hidden = areas.length > 0;
    byId("copy").setAttribute("aria-disabled", !areas.length);
    byId("undo").setAttribute("aria-disabled", !past.length);
  };

  const choose = (index) => {
    for (const list of [boxes, rows]) {
      list.forEach((element, i) => element.toggleAttribute("aria-current", i === index));
      list[index]?.setAttribute("aria-current", "true");
    }
  };

  // --- changing ---

  // What goes on (a key held down, a drag) is one step to undo.
  const change = (next, goesOn = false) => {
    if (!goesOn) past.push(areas);
    areas = next;
    show();
  };

  const put = (index, area, goesOn = false) => {
    if (same(area, areas[index])) return show();
    change(areas.map((old, i) => (i === index ? area : old)), goesOn);
  };

  const add = (area) => {
    change([...areas, area]);
    boxes.at(-1).focus({ preventScroll: true });
    tell("added", told(areas.length - 1));
  };

  const remove = (index, focusable) => {
    change(areas.filter((_, i) => i !== index));
    const next = Math.min(index, areas.length - 1);
    (next < 0 ? byId("add") : focusable(next)).focus();
    tell("removed", { n: index + 1 });
  };

  const undo = () => {
    if (!past.length) return;
    areas = past.pop();
    show();
    if (document.activeElement === document.body) (boxes.at(-1) ?? byId("add")).focus();
    tell("undone");
  };

  // --- the pointer ---

  const point = (event) => {
    const shown = picture.getBoundingClientRect();
    return {
      x: clamp(((event.clientX - shown.left) * WIDTH) / shown.width, 0, WIDTH),
      y: clamp(((event.clientY - shown.top) * HEIGHT) / shown.height, 0, HEIGHT),
    };
  };

  const draw = (area) => {
    byId("draft").hidden = !area;
    if (area) place(byId("draft"), area);
  };

  const pull = (event) => {
    const { index, from, old, corner } = drag;
    const to = point(event);
    if (index < 0) return draw(between(from, to));
    const round = corner ? Math.ceil : Math.round;
    const by = [round(to.x - from.x - NOISE), round(to.y - from.y - NOISE)];
    const next = corner ? sized(old, ...by) : moved(old, ...by);
    if (same(next, areas[index])) return;
    put(index, next, drag.changed);
    drag.changed = true;
  };

  const drop = () => {
    draw(null);
    drag = null;
  };

  const cancel = () => {
    if (drag?.changed) areas = past.pop();
    drop();
    show();
  };

  const board = byId("board");
  board.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || drag) return;
    event.preventDefault();
    board.setPointerCapture(event.pointerId);
    const index = boxes.indexOf(event.target.closest(".area"));
    boxes[index]?.focus({ preventScroll: true });
    const corner = event.target.matches(".corner");
    drag = { pointer: event.pointerId, from: point(event), index, old: areas[index], corner };
  });
  board.addEventListener("pointermove", (event) => {
    if (drag?.pointer === event.pointerId) pull(event);
  });
  board.addEventListener("pointerup", (event) => {
    if (drag?.pointer !== event.pointerId) return;
    const area = drag.index < 0 ? between(drag.from, point(event)) : null;
    if (drag.index >= 0) pull(event);
    drop();
    if (area) add(area);
  });
  board.addEventListener("pointercancel", (event) => {
    if (drag?.pointer === event.pointerId) cancel();
  });

  // --- the keyboard ---

  board.addEventListener("keydown", (event) => {
    const index = boxes.indexOf(event.target);
    if (index < 0 || drag || event.ctrlKey || event.metaKey) return;
    if (event.key in STEPS) {
      event.preventDefault();
      const by = STEPS[event.key].map((step) => step * (event.shiftKey ? 10 : 1));
      put(index, (event.altKey ? sized : moved)(areas[index], ...by), event.repeat);
      boxes[index].scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      tell("area", told(index));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(index, (next) => boxes[next]);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (drag) cancel();
    } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (!drag) undo();
    }
  });
  document.addEventListener("focusin", ({ target }) => {
    const index = Math.max(boxes.indexOf(target), rows.indexOf(target.closest("tr")));
    if (index >= 0) choose(index);
  });

  // --- the list and the buttons ---

  byId("rows").addEventListener("change", ({ target }) => {
    const index = rows.indexOf(target.closest("tr"));
    const [side, area] = [target.name, areas[index]];
    const by = target.valueAsNumber - area[side];
    if (Number.isNaN(by)) return show();
    const [dx, dy] = "xw".includes(side) ? [by, 0] : [0, by];
    if ("wh".includes(side)) put(index, sized(area, Math.ceil(dx), Math.ceil(dy)));
    else put(index, moved(area, Math.floor(dx), Math.floor(dy)));
  });
  byId("rows").addEventListener("click", ({ target }) => {
    const index = rows.indexOf(target.closest("tr"));
    if (target.matches(".remove")) remove(index, (next) => rows[next].querySelector("button"));
  });
  byId("add").addEventListener("click", () => {
    const [w, h] = [Math.ceil(WIDTH / 4), Math.ceil(HEIGHT / 8)];
    add({ x: Math.floor((WIDTH - w) / 2), y: Math.floor((HEIGHT - h) / 2), w, h });
    boxes.at(-1).scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  byId("undo").addEventListener("click", undo);
  byId("true-size").addEventListener("click", ({ target }) => {
    const isTrue = board.classList.toggle("true-size");
    target.setAttribute("aria-pressed", isTrue);
  });
  byId("copy").addEventListener("click", async () => {
    if (!areas.length) return tell("none");
    try {
      await navigator.clipboard.writeText(written());
      tell("copied");
    } catch {
      byId("attribute").focus();
      byId("attribute").select();
      tell("copy_by_hand");
    }
  });
  show();
})();
