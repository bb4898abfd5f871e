// Code becomes a box with a button that copies it.
{
  const copy = document.querySelector("[data-copy]")?.dataset.copy;
  for (const code of copy && navigator.clipboard ? document.querySelectorAll("pre.code") : []) {
    const [box, button] = ["div", "button"].map((name) => document.createElement(name));
    box.className = "copied";
    button.className = "mark";
    button.type = "button";
    button.ariaLive = "polite";
    button.textContent = copy;
    code.replaceWith(box);
    box.append(button, code);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(code.textContent.replace(/\n$/, ""));
      button.textContent = `${copy} ✓`;
      setTimeout(() => (button.textContent = copy), 2000);
    });
  }
}
