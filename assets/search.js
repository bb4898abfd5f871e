// Finds the posts that contain what a reader looks for, by the index beside the search page. Words
// are folded and cut into pieces as kawaraban/render/search_index.py does it.
(() => {
  const form = document.querySelector(".search-form");
  const list = document.querySelector(".search-results");
  const field = form.elements.q;
  const dates = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  const { shards, found, none, busy, failed, disk } = form.dataset;
  let isTyped, waiting, shown = "";
  const say = (text) => {
    const filled = text.replace("{count}", list.children.length).replace("{query}", () => shown);
    document.querySelector(".search-status").textContent = filled;
  };

  const KANJI = "\\u3005-\\u3007\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
  const IS_KANJI = new RegExp(`[${KANJI}]`);
  const RUN = new RegExp(`([\\u30a1-\\u30ff${KANJI}]+)|((?:(?![\\u30a1-\\u30ff${KANJI}])[\\p{L}\\p{N}])+)`, "gu");
  const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u3041-\u3096\u309d\u309e]/g,
    (kana) => String.fromCharCode(kana.charCodeAt() + 96));

  const loaded = {};
  const load = (path) => (loaded[path] ??= fetch(path, { cache: "no-cache" }).then(
    (answer) => (answer.ok ? answer.text() : Promise.reject(answer.url))));

  // The articles that hold a piece: its weight in each, and the part of the text where it begins.
  const lookUp = async (piece) => {
    const isWord = piece[0] === " ";
    const key = isWord ? [...piece] : [...piece].slice(0, IS_KANJI.test(piece[0]) ? 1 : 2);
    const number = key.reduce((sum, letter) => (sum * 31 + letter.codePointAt()) % 65521, 0);
    const pattern = new RegExp(`([A-Z])${piece}${isWord ? "(?![^A-Z])" : ""}`, "gu");
    const articles = new Map();
    for (const [article, line] of (await load(`shard/${number % shards}.txt`)).split("\n").entries()) {
      const marks = [...line.matchAll(pattern)].map(([, mark]) => mark.charCodeAt() - 65);
      if (marks.length) articles.set(article, [Math.max(...marks.map((mark) => mark % 4)), Math.min(...marks) >> 2]);
    }
    return articles;
  };

  // The articles that hold a run of letters, by up to four pieces from its beginning to its end.
  // Those where it stands alone, as a word, come first.
  const score = async ([run, japanese]) => {
    const letters = [...run];
    const size = !japanese ? 6 : IS_KANJI.test(run) ? 2 : 3;
    const last = Math.max(letters.length - size, 0);
    const count = (japanese && Math.min(Math.ceil(last / (size - 1)), 3)) || 1;
    const starts = new Set(Array.from({ length: count + 1 }, (_, n) => Math.round((n * last) / count)));
    const cut = (start) => letters.slice(start, start + size).join("");
    const pieces = japanese || letters[1] ? [...starts].map(cut) : [];
    const [alone, ...lists] = await Promise.all([japanese ? [] : lookUp(` ${run}`), ...pieces.map(lookUp)]);
    const scores = new Map();
    for (const article of lists[0]?.keys() ?? []) {
      const found = lists.map((list) => list.get(article));
      if (found.includes(undefined)) continue;
      const [weights, parts] = [0, 1].map((which) => found.map((one) => one[which]));
      scores.set(article, [Math.min(...weights) - (japanese ? 0 : 100), Math.max(...parts)]);
    }
    return new Map([...scores, ...alone]);
  };

  const find = async (words) => {
    const runs = words.flatMap((word) => [...word.matchAll(RUN)]);
    // A kana alone is in no index.
    const indexed = runs.filter(([run]) => run[1] || !/[\u30a1-\u30ff]/.test(run));
    const [posts, ...lists] = await Promise.all([load("posts.json").then(JSON.parse), ...indexed.map(score)]);
    const rank = (number) => {
      const [href, title, date] = posts[number];
      const folded = fold(title);
      const found = lists.map((list) => list.get(number));
      let points = found.reduce((sum, [own]) => sum + own, 0);
      for (const word of words.filter((one) => folded.includes(one))) {
        const plain = word.replace(/[^\p{L}\p{N}]/gu, "\\$&");
        const stands = new RegExp(`(?<![a-z\\d])${plain}(?![a-z\\d])`, "u").test(folded);
        points += 10 + 10 * stands + (10 * word.length) / folded.length;
      }
      return { number, points, part: Math.min(...found.map(([, part]) => part)), href, title, date };
    };
    const isMatch = (number) => lists.every((list) => list.has(number));
    return [...(lists[0]?.keys() ?? [])].filter(isMatch).map(rank).sort((a, b) => b.points - a.points || (a.date < b.date ? 1 : -1));
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
      const word = Object.assign(document.createElement("mark"), { textContent: text.slice(start, end) });
      nodes.push(text.slice(from, start), word);
      from = end;
    }
    return [...nodes, text.slice(from, to)];
  };

  const itemOf = ({ number, part, href, title, date }, words) => {
    const [item, link, time, excerpt] = ["li", "a", "time", "p"].map((name) => document.createElement(name));
    link.href = href;
    link.append(...mark(title, words, 0, title.length));
    Object.assign(time, { dateTime: date, textContent: date && dates.format(new Date(date)) });
    item.append(link, ...(date ? [time] : []), excerpt);
    // When it comes into view its text is loaded, from the first part that can hold the words to
    // the last, which ends a line; one that holds all pieces but not the words goes.
    const complete = async (text = "") => {
      text += await load(`text/${number}.${part++}.txt`);
      const whole = fold(`${title}\n${text}`);
      if (words.every((word) => whole.includes(word))) return excerpt.append("…", ...mark(text, words), "…");
      if (!text.endsWith("\n")) return complete(`${text} `);
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
      // What has failed may be tried again.
      for (const path in loaded) delete loaded[path];
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
