// 投屏: keys and presses move through the slides of a page, past its ends to the pages beside it, or leave it.
(() => {
  if (window.movesSlides) return;
  window.movesSlides = true;
  const STEPS = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, Enter: 1,
    ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1 };

  const show = (cover, at) => {
    cover.querySelectorAll("img").forEach((slide, place) => { slide.hidden = place !== at; });
    const place = cover.querySelector(".pt-place");
    place.querySelector("b").textContent = at + 1;
    for (const fading of place.getAnimations()) {
      fading.cancel();
      fading.play();
    }
    tell();
  };

  // the address follows
  const tell = () => {
    const address = new URL(window.location);
    address.searchParams.set("n", document.querySelector(".pt-place b").textContent);
    window.history.replaceState(window.history.state, "", address);
  };

  const leave = () => {
    const address = new URL(window.location);
    for (const name of ["view", "n"]) address.searchParams.delete(name);
    window.location.assign(address);
  };

  // `wanted`: from where the page stands and how many slides it has to the one to show; beyond its ends lie other pages
  const move = (cover, wanted) => {
    const slides = [...cover.querySelectorAll("img")];
    const to = wanted(slides.findIndex((slide) => !slide.hidden), slides.length);
    if (to in slides) show(cover, to);
    else document.querySelector(`.st-key-slides_${to < 0 ? "before" : "after"} a`)?.click();
  };

  document.addEventListener("keydown", (event) => {
    const cover = document.querySelector(".pt-slides");
    if (!cover || event.ctrlKey || event.altKey || event.metaKey) return;
    const step = STEPS[event.key] * (event.key === " " && event.shiftKey ? -1 : 1);
    if (event.key === "Escape") leave();
    else if (event.key === "Home") move(cover, () => 0);
    else if (event.key === "End") move(cover, (_, count) => count - 1);
    else if (step) move(cover, (at) => at + step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  document.addEventListener("animationstart", (event) => { // slides have come, of which the link may have asked too much
    if (event.animationName === "pt-shown") tell();
  });
  document.addEventListener("click", (event) => {
    const cover = event.target.closest?.(".pt-slides");
    if (!cover) return;
    const share = event.clientX / window.innerWidth;
    if (share > 2 / 3) move(cover, (at) => at + 1);
    else if (share < 1 / 3) move(cover, (at) => at - 1);
  });
  if (document.querySelector(".pt-place")) tell();
})();
