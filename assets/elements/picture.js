// A picture becomes a button that shows it whole, over the page; the others of its gallery
// stand beside it there, and are reached by swipes, keys and buttons.
{
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
}
