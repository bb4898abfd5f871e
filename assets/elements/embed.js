// What another site shows is asked for when the reader wants it.
{
  for (const waiting of document.querySelectorAll(".embed template")) {
    const frame = waiting.content.firstElementChild;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = waiting.dataset.load;
    button.addEventListener("click", () => {
      button.replaceWith(frame);
      frame.focus();
    });
    waiting.after(button);
  }
}
