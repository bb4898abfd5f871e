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

  const styles = (root) => [...root.querySelectorAll('link[rel=stylesheet]')];
  const refresh = async () => {
    const answer = await fetch(location.href);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const other = next.getElementById('preview-script');
    const isSame = other && other.dataset.digest === script.dataset.digest
      && !next.querySelector('.preview-errors') && !document.querySelector('.preview-errors');
    if (!isSame) {
      await clicked;
      sessionStorage.setItem(key, window.scrollY);
      location.reload();
      return;
    }
    script.dataset.version = other.dataset.version;
    const old = styles(document);
    const wanted = styles(next).map((link) => link.getAttribute('href'));
    if (old.map((link) => link.getAttribute('href')).join() === wanted.join()) return;
    const fresh = wanted.map((href) => Object.assign(document.createElement('link'), { rel: 'stylesheet', href }));
    fresh.forEach((link, n) => (old[n] || old[old.length - 1]).after(link));
    await Promise.all(fresh.map((link) => new Promise((done) => { link.onload = link.onerror = done; })));
    old.forEach((link) => link.remove());
  };
  const events = new EventSource(`/~preview/events?version=${script.dataset.version}`);
  events.onmessage = () => refresh().catch(() => {});
  addEventListener('pagehide', () => events.close());
})();
