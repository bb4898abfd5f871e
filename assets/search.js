// Finds the posts that contain what a reader looks for, by the index beside the search page. Words
// are folded and cut into pieces as kawaraban/render/search_index.py does it.
(() => {
  const form = document.querySelector(".search-form");
  const list = document.querySelector(".search-results");
  const field = form.elements.q;
  const dates = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  const { found, none, busy, failed, disk } = form.dataset;
  let isTyped, waiting, shown = "";
  const say = (text) => {
    const filled = text.replace("{count}", list.children.length).replace("{query}", () => shown);
    document.querySelector(".search-status").textContent = filled;
  };

  const JAPANESE = "\\u3005-\\u3007\\u30a1-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const RUN = new RegExp(`([${JAPANESE}]+)|((?:(?![${JAPANESE}])[\\p{L}\\p{N}])+)`, "gu");
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u3041-\u3096\u309d\u309e]/g,
    (kana) => String.fromCharCode(kana.charCodeAt() + 96));

  const loaded = {};
  const read = (kind) => (answer) => (answer.ok ? answer[kind]() : Promise.reject(answer.url));
  const load = (path, kind = "json") => (loaded[path] ??= fetch(path, { cache: "no-cache" }).then(read(kind)));

  // The articles that hold a piece, with its weight in each.
  const lookUp = async (piece) => {
    const { shards } = await load("posts.json");
    const isWord = piece[0] === " ";
    const key = isWord ? [...piece] : [...piece].slice(0, 2);
    const number = key.reduce((sum, letter) => (sum * 31 + letter.codePointAt()) % 65521, 0);
    const articles = new Map();
    for (const [name, steps] of Object.entries(await load(`shard/${number % shards}.json`))) {
      if (isWord ? name !== piece : !name.startsWith(piece)) continue;
      let at = -1;
      for (const step of steps) articles.set((at += step >> 2), Math.max(articles.get(at) ?? 0, step & 3));
    }
    return articles;
  };

  // The articles that hold a run of letters, by up to four pieces from its beginning to its end.
  // Those where it stands alone, as a word, come first.
  const score = async ([run, japanese]) => {
    const letters = [...run];
    const size = !japanese ? 6 : /[^\u30a1-\u30ff]/.test(run) ? 2 : 3;
    const last = Math.max(letters.length - size, 0);
    const count = Math.min(Math.ceil(last / (size - 1)), 3) || 1;
    const starts = new Set(Array.from({ length: count + 1 }, (_, n) => Math.round((n * last) / count)));
    const pieces = [...starts].map((start) => letters.slice(start, start + size).join(""));
    const [alone, ...parts] = await Promise.all([` ${run}`, ...pieces].map(lookUp));
    const scores = new Map(alone);
    for (const article of letters.length > 1 || japanese ? parts[0].keys() : []) {
      const weights = parts.map((part) => part.get(article) ?? NaN);
      const points = Math.min(...weights) - (japanese ? 0 : 100);
      if (!alone.has(article) && points === points) scores.set(article, points);
    }
    return scores;
  };

  const find = async (words) => {
    const runs = words.flatMap((word) => [...word.matchAll(RUN)]);
    const indexed = runs.filter(([run]) => run[1] || !/[\u30a1-\u30ff]/.test(run)); // no lone kana
    const [{ posts }, first, ...others] = await Promise.all([load("posts.json"), ...indexed.map(score)]);
    const rank = ([number, points]) => {
      const [href, title, date] = posts[number];
      const folded = fold(title);
      for (const other of others) points += other.get(number);
      for (const word of words.filter((one) => folded.includes(one))) {
        const plain = word.replace(/[^\p{L}\p{N}]/gu, "\\$&");
        const stands = new RegExp(`(?<![a-z\\d])${plain}(?![a-z\\d])`, "u").test(folded);
        points += 10 + 10 * stands + (10 * word.length) / folded.length;
      }
      return { number, points, href, title, date };
    };
    const matches = [...(first ?? [])].filter(([number]) => others.every((other) => other.has(number)));
    return matches.map(rank).sort((a, b) => b.points - a.points || (a.date < b.date ? 1 : -1));
  };

  // A text with the words that stand from one place to another in <mark>; a letter may be folded to
  // none or several. Without places, what stands around the first word.
  const mark = (text, words, from, to) => {
    let folded = "";
    const origin = [];
    for (const { 0: letter, index } of text.matchAll(/[^][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*/gu)) {
      folded += fold(letter);
      while (origin.length < folded.length) origin.push(index);
    }
    const spans = [];
    for (const word of words) {
      let at = -1;
      while ((at = folded.indexOf(word, at + 1)) >= 0) spans.push([origin[at], origin[at + word.length] ?? text.length]);
    }
    spans.sort(([a], [b]) => a - b);
    const [near] = spans[0] ?? [0];
    from ??= near - text.slice(Math.max(near - 40, 0), near).match(/[^\n。！？]*$/)[0].length;
    to ??= from + 110;
    const nodes = [];
    for (const [start, end] of spans) {
      if (start < from || end > to) continue;
      const word = document.createElement("mark");
      word.textContent = text.slice(start, end);
      nodes.push(text.slice(from, start), word);
      from = end;
    }
    return [...nodes, text.slice(from, to)];
  };

  const itemOf = ({ number, href, title, date }, words) => {
    const [item, link, time, excerpt] = ["li", "a", "time", "p"].map((name) => document.createElement(name));
    link.href = href;
    link.append(...mark(title, words, 0, title.length));
    time.dateTime = date;
    time.textContent = date && dates.format(new Date(date));
    item.append(link, ...(date ? [time] : []), excerpt);
    // When it comes into view its text is loaded; one that holds all pieces but not the words goes.
    const complete = async () => {
      const text = await load(`text/${number}.txt`, "text");
      const whole = fold(`${title}\n${text}`);
      if (words.every((word) => whole.includes(word))) return excerpt.append("…", ...mark(text, words), "…");
      item.remove();
      say(list.children.length ? found : none);
    };
    new IntersectionObserver(([{ isIntersecting }], watch) => {
      if (isIntersecting) complete(watch.disconnect()).catch(() => say(failed));
    }).observe(item);
    return item;
  };

  const run = async (query) => {
    shown = query;
    document.body.classList.toggle("searching", query);
    say(query && busy);
    try {
      const words = [...new Set(fold(query).split(/\s+/))];
      const items = query ? (await find(words)).map((result) => itemOf(result, words)) : [];
      if (query !== shown) return;
      list.replaceChildren(...items);
      say(query && (items.length ? found : none));
    } catch {
      for (const path in loaded) delete loaded[path]; // to be tried again
      if (query === shown) say(failed);
    }
  };

  // Each query has its own address; while one is being typed, it stays one.
  const ask = (isDone) => {
    const query = field.value.trim();
    const address = new URL(location);
    address.searchParams.set("q", query);
    if (query !== shown) {
      history[isTyped ? "replaceState" : "pushState"](null, "", address);
      run(query);
    }
    isTyped = !isDone;
  };
  const restore = () => {
    field.value = new URLSearchParams(location.search).get("q") ?? "";
    isTyped = false;
    run(field.value.trim());
  };
  const wait = ({ type, isComposing }) => {
    clearTimeout(waiting);
    if (type === "submit") ask(true);
    else if (!isComposing) waiting = setTimeout(ask, 300);
  };

  if (location.protocol === "file:") return say(disk);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const type of ["input", "compositionend", "submit"]) form.addEventListener(type, wait);
  addEventListener("popstate", restore);
  restore();
  if (!shown) field.focus();
})();
