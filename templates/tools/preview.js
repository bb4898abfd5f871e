/* Load a page anew when the site has changed, at the same place; exchange styles without that. */
(() => {
  'use strict';
  const script = document.getElementById('preview-script');
  const key = `preview ${location.pathname}`;
  const marks = JSON.parse(script.dataset.marks);
  const now = new URLSearchParams(location.search).get('now');

  const place = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  if (place !== null) {
    history.scrollRestoration = 'manual';
    const scroll = () => window.scrollTo({ top: Number(place), behavior: 'instant' });
    scroll();
    addEventListener('load', scroll);
  }

  for (const link of document.querySelectorAll('a[href]')) {
    const url = new URL(link.href);
    if (url.origin !== location.origin) continue;
    const state = marks[decodeURI(url.pathname).slice(1).replace(/index\.html$/, '')];
    if (state && link.textContent.trim() && !link.closest('.preview-bar, .preview-errors')) {
      const mark = document.createElement('span');
      mark.className = 'preview-mark';
      mark.textContent = state;
      link.append(mark);
    }
    if (now && !link.closest('.preview-bar') && url.pathname + url.search !== location.pathname + location.search) {
      url.searchParams.set('now', now);
      link.href = url.href;
    }
  }

  document.getElementById('preview-now').addEventListener('change', (event) => {
    location.search = event.target.value ? `?now=${event.target.value}` : '';
  });

  // A reload would cancel the navigation that a click has begun.
  let clicked = Promise.resolve();
  addEventListener('click', () => {
    clicked = new Promise((done) => { setTimeout(done, 2000); });
  });

  const styles = (root) => [...root.querySelectorAll('head > :is(style, [type="text/css"]), link[rel=stylesheet]')];
  const texts = (root) => styles(root).map((style) => style.getAttribute('href') ?? style.textContent);
  // The policy allows a style of the page's own as it was; its rules may be others.
  const exchange = (old, next) => {
    if (next.localName !== 'link') {
      const made = new CSSStyleSheet();
      made.replaceSync(next.textContent);
      while (old.sheet.cssRules.length) old.sheet.deleteRule(0);
      [...made.cssRules].forEach((rule, n) => old.sheet.insertRule(rule.cssText, n));
      return null;
    }
    const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: next.getAttribute('href') });
    return new Promise((done) => {
      link.onload = link.onerror = () => done(old.remove());
      old.after(link);
    });
  };
  const kinds = (root) => styles(root).map((style) => style.localName === 'link').join();
  let shown = texts(document);
  const refresh = async () => {
    const answer = await fetch(location.href);
    // As data, since the policy of the page as it was holds for the parser too.
    const html = (await answer.text()).replace(/<style>(.*?)<\/style>/s, '<script type="text/css">$1</script>');
    const next = new DOMParser().parseFromString(html, 'text/html');
    const other = next.getElementById('preview-script');
    const isSame = other && other.dataset.digest === script.dataset.digest
      && kinds(next) === kinds(document)
      && !next.querySelector('.preview-errors') && !document.querySelector('.preview-errors');
    if (!isSame) {
      await clicked;
      sessionStorage.setItem(key, window.scrollY);
      location.reload();
      return;
    }
    script.dataset.version = other.dataset.version;
    const [old, wanted] = [styles(document), styles(next)];
    const changed = texts(next);
    await Promise.all(wanted.map((style, n) => shown[n] !== changed[n] && exchange(old[n], style)));
    shown = changed;
  };
  const events = new EventSource(`/~preview/events?version=${script.dataset.version}`);
  events.onmessage = () => refresh().catch(() => {});
  addEventListener('pagehide', () => events.close());
})();
