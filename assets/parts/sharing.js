// A post is shared by copying its address, and by what the reader's system offers.
{
  const address = document.querySelector("[rel=canonical]")?.href;
  const ways = {
    copy: navigator.clipboard && (() => navigator.clipboard.writeText(address)),
    share: navigator.share && (() => navigator.share({ title: document.title, url: address })),
  };
  for (const button of document.querySelectorAll(".share button")) {
    if (!ways[button.value]) continue;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      ways[button.value]().then(() => (button.dataset.done = ""), () => {});
    });
  }
}
