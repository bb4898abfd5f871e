// Finds the posts that contain what a reader looks for, by the index beside the search page. Words
// are folded and cut into pieces as kawaraban/render/search_index.py does it.
(() => {
  const form = document.querySelector(".search-form");
  const list = document.querySelector(".search-results");
  const status = document.querySelector(".search-status");
  const field = form.elements.q;
  const { found, none, busy, failed, disk } = form.dataset;
  let shown = "";
  const say = (text) => {
    const values = { query: shown, count: list.children.length };
    status.textContent = text.replace(/{(\w+)}/g, (_, name) => values[name]);
  };

  const JAPANESE = "\\u3005-\\u3007\\u30a1-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const RUN = new RegExp(`([${JAPANESE}]+)|((?:(?![${JAPANESE}])[\\p{L}\\p{N}])+)`, "gu");
  const HIRAGANA = /[\u3041-\u3096\u309d\u309e]/g;
  const katakana = (kana) => String.fromCharCode(kana.charCodeAt() + 96);
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(HIRAGANA, katakana);

  const loaded = {};
  const get = async (path, kind = "json") => {
    const answer = await fetch(path, { cache: "no-cache" });
    if (!answer.ok) throw new Error(path);
    return answer[kind]();
  };
  const load = (path, kind) => (loaded[path] ??= get(path, kind));

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

  // Up to four pieces of a run of letters, from its beginning to its end.
  const cut = (letters, size) => {
    const last = Math.max(letters.length - size, 0);
    const count = Math.min(Math.ceil(last / (size - 1)), 3) || 1;
    const starts = new Set(Array.from({ length: count + 1 }, (_, n) => Math.round((n * last) / count)));
    return [...starts].map((start) => letters.slice(start, start + size).join(""));
  };

  // The articles that hold a run of letters. Those where it stands alone, as a word, come first.
  const score = async ([run, japanese]) => {
    const size = japanese ? 2 + !/[^\u30a1-\u30ff]/.test(run) : 4;
    const pieces = [...(japanese ? [] : [` ${run}`]), ...(run[1] || japanese ? cut([...run], size) : [])];
    const parts = await Promise.all(pieces.map(lookUp));
    const alone = japanese ? new Map() : parts.shift();
    const scores = new Map(alone);
    for (const article of parts[0]?.keys() ?? []) {
      const weights = parts.map((part) => part.get(article) ?? -1);
      if (!alone.has(article) && !weights.includes(-1)) scores.set(article, Math.min(...weights) - 100);
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

  // Where words stand in a text; a letter may be folded to none or several.
  const places = (text, words) => {
    let folded = "";
    const origin = [];
    for (const { 0: letter, index } of text.matchAll(/[^][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*/gu)) {
      folded += fold(letter);
      while (origin.length < folded.length) origin.push(index);
    }
    const spans = [];
    for (const word of words) {
      for (let at = -1; (at = folded.indexOf(word, at + 1)) >= 0; ) {
        spans.push([origin[at], origin[at + word.length] ?? text.length]);
      }
    }
    return spans.sort(([a], [b]) => a - b);
  };

  // A part of a text, with its words in <mark>.
  const marked = (text, spans, from, to) => {
    const nodes = [];
    for (const [start, end] of spans) {
      if (start < from || end > to) continue;
      const mark = document.createElement("mark");
      mark.textContent = text.slice(start, end);
      nodes.push(text.slice(from, start), mark);
      from = end;
    }
    return [...nodes, text.slice(from, to)];
  };

  // Write what stands around the first word; an article with all pieces but not the words goes.
  const complete = async (item, { number, title }, words) => {
    const text = await load(`text/${number}.txt`, "text");
    const whole = fold(`${title}\n${text}`);
    if (!words.every((word) => whole.includes(word))) {
      item.remove();
      return say(list.children.length ? found : none);
    }
    const spans = places(text, words);
    const [first] = spans[0] ?? [0];
    const start = first - text.slice(Math.max(first - 40, 0), first).match(/[^\n。！？]*$/)[0].length;
    item.lastChild.append(start ? "…" : "", ...marked(text, spans, start, start + 120), "…");
  };

  const itemOf = (result, words) => {
    const item = document.createElement("li");
    const [link, time, text] = ["a", "time", "p"].map((name) => document.createElement(name));
    const { href, title, date } = result;
    link.href = href;
    link.append(...marked(title, places(title, words), 0, title.length));
    time.dateTime = date;
    const form = { dateStyle: "long", timeZone: "UTC" };
    time.textContent = date && new Date(date).toLocaleDateString(document.documentElement.lang, form);
    item.append(link, time, text);
    // Its text is loaded when it comes into view.
    const watch = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      watch.disconnect();
      complete(item, result, words).catch(() => say(failed));
    });
    watch.observe(item);
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
  let isTyped = false;
  let waiting;
  const ask = (isDone) => {
    clearTimeout(waiting);
    const query = field.value.trim();
    if (query !== shown) {
      const address = new URL(location);
      address.searchParams.set("q", query);
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

  if (location.protocol === "file:") return say(disk);
  for (const kind of ["input", "compositionend"]) {
    field.addEventListener(kind, ({ isComposing }) => {
      clearTimeout(waiting);
      if (!isComposing) waiting = setTimeout(ask, 300);
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(true);
  });
  addEventListener("popstate", restore);
  restore();
  if (!shown) field.focus();
  load("posts.json").catch(() => say(failed));
})();
