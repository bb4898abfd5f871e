// A whole blog with Eleventy's core alone, so that no plugin need be installed beside it.
const SIZE = 20;
const NEAR = 40; // so many of a group are looked at for related posts, as this project does
const zone = { timeZone: "Asia/Tokyo" };
const ymd = new Intl.DateTimeFormat("ja-JP", { ...zone, year: "numeric", month: "long", day: "numeric" });

const slug = (text) => text.trim().toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");

/** Gives every heading an id, and remembers the headings for the table of contents. */
function headings(markdown) {
  markdown.core.ruler.push("headings", (state) => {
    const seen = new Map();
    state.tokens.forEach((token, place) => {
      if (token.type !== "heading_open") return;
      const name = slug(state.tokens[place + 1].content);
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      token.attrSet("id", count ? `${name}-${count}` : name);
    });
  });
}

/** Gives pages of posts: { term, items, number, total }. */
function paged(term, posts) {
  const total = Math.ceil(posts.length / SIZE);
  return Array.from({ length: total }, (_, page) => ({
    term, total, number: page + 1, items: posts.slice(page * SIZE, (page + 1) * SIZE),
  }));
}

function grouped(posts, namesOf) {
  const groups = new Map();
  for (const post of posts) {
    for (const name of namesOf(post)) {
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(post);
    }
  }
  return groups;
}

/** Gives the four posts that share most with one, the newest first. */
function related(post, byTag, byCategory) {
  const points = new Map();
  const add = (some, weight) => some.forEach((other) => points.set(other, (points.get(other) ?? 0) + weight));
  post.data.tags.forEach((tag) => add(byTag.get(tag).slice(0, NEAR), 2));
  add(byCategory.get(post.data.category).slice(0, NEAR), 1);
  points.delete(post);
  return [...points].sort((a, b) => b[1] - a[1] || b[0].date - a[0].date).slice(0, 4).map(([other]) => other);
}

export default function (config) {
  config.amendLibrary("md", headings);
  config.addPassthroughCopy("css");
  let known;
  config.on("eleventy.before", () => { known = undefined; });
  const all = (api) => {
    if (known) return known;
    const posts = api.getFilteredByGlob("posts/*.md").sort((a, b) => b.date - a.date);
    const byTag = grouped(posts, (post) => post.data.tags);
    const byCategory = grouped(posts, (post) => [post.data.category]);
    posts.forEach((post, place) => {
      post.data.newer = posts[place - 1];
      post.data.older = posts[place + 1];
      post.data.related = related(post, byTag, byCategory);
    });
    known = { posts, byTag, byCategory };
    return known;
  };
  config.addCollection("posts", (api) => all(api).posts);
  config.addCollection("newest", (api) => all(api).posts.slice(0, SIZE));
  config.addCollection("tagPages", (api) => [...all(api).byTag].flatMap(([name, posts]) => paged(name, posts)));
  config.addCollection("categoryPages", (api) => [...all(api).byCategory].flatMap(([name, posts]) => paged(name, posts)));
  config.addCollection("years", (api) => [...grouped(all(api).posts, (post) => [post.date.getFullYear()])]);
  config.addFilter("ymd", (date) => ymd.format(date));
  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("toc", (html) => [...html.matchAll(/<h([23]) id="([^"]+)"[^>]*>(.*?)<\/h\1>/gs)]
    .map(([, level, id, text]) => `<li class="level-${level}"><a href="#${id}">${text}</a></li>`).join("\n"));
  return { markdownTemplateEngine: false, dir: { input: ".", includes: "_includes", output: "_site" } };
}
