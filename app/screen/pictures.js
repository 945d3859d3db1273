// A button beside the camera of each chart puts the picture that the camera would download on the clipboard.
// Plotly makes that picture and offers it to the browser by a link that it presses itself: here the link is caught.
(() => {
  if (window.copiesPictures) return;
  window.copiesPictures = true;
  const words = WORDS;
  const SHEETS = "M350-100h550v600h-550z m80 80v440h390v-440z M100 200v600h550v-220h-80v140h-390v-440h90v-80z";
  const status = document.createElement("div"); // for screen readers
  status.setAttribute("role", "status");
  status.className = "pt-status";
  document.body.append(status);

  const picture = (plot, camera) => new Promise((resolve, reject) => {
    const name = `${plot._context.toImageButtonOptions.filename}.png`;
    const stop = () => {
      document.removeEventListener("click", caught, true);
      clearTimeout(late);
    };
    const caught = (event) => {
      const link = event.isTrusted ? null : event.target.closest?.("a[download]");
      if (link?.download !== name) return;
      event.preventDefault();
      event.stopPropagation();
      stop();
      resolve(fetch(link.href).then((answer) => answer.blob())); // begun before Plotly takes the picture back
    };
    const late = setTimeout(() => {
      stop();
      reject(new Error("no picture"));
    }, 20000);
    document.addEventListener("click", caught, true);
    camera.click();
  });

  const copy = async (plot, camera) => {
    try { // the clipboard is asked at once, while the press still counts as the reader's own
      await navigator.clipboard.write([new ClipboardItem({ "image/png": picture(plot, camera) })]);
      return words.done;
    } catch { // without https, or where the reader has forbidden it, there is no clipboard
      camera.click();
      return words.instead;
    }
  };

  const offer = (group) => {
    const camera = group.querySelector("button");
    const plot = group.closest(".js-plotly-plot");
    if (!camera || !plot || group.querySelector(".pt-copy")) return;
    const button = camera.cloneNode(true);
    button.classList.add("pt-copy");
    button.querySelector("path").setAttribute("d", SHEETS);
    const say = (text) => {
      button.dataset.title = text;
      button.setAttribute("aria-label", text);
      button.classList.toggle("pt-said", text !== words.copy);
      status.textContent = text === words.copy ? "" : text;
    };
    let waiting = 0;
    button.onclick = async () => {
      const said = await copy(plot, camera);
      clearTimeout(waiting);
      say(said);
      waiting = setTimeout(say, said === words.done ? 2000 : 4000, words.copy);
    };
    say(words.copy);
    camera.after(button);
  };

  // the style sheet gives each new group of a chart's buttons an animation, whose begin tells of it without a search
  document.addEventListener("animationstart", (event) => {
    if (event.animationName === "pt-buttons") offer(event.target);
  });
  document.querySelectorAll(".modebar-group").forEach(offer);
})();
