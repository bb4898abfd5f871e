// Marks the part being read in the contents beside the text.
{
  const links = [...document.querySelectorAll(".side .toc a")];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
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
  ask();
}
