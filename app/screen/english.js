// What widgets offer travels in Chinese, since links hold it and browsers send it back: it is shown in English here.
(() => {
  document.documentElement.lang = "en";
  const known = window.englishWords ?? (window.englishWords = new Map());
  for (const [chinese, english] of Object.entries(WORDS)) known.set(chinese, english);
  const names = ["aria-label", "title", "value"];
  const widgets = "[data-testid=stMultiSelect], [data-testid=stSelectbox], [data-testid=stButtonGroup]," +
    "[role=listbox], [role=menu], [role=dialog]";
  const speak = (root) => {
    for (const name of names.slice(0, 2)) {
      for (const element of [root, ...root.querySelectorAll(`[${name}]`)]) {
        const said = element.getAttribute?.(name);
        const plain = said?.replace(/^Remove /, "");
        if (known.has(plain)) element.setAttribute(name, said.replace(plain, known.get(plain)));
      }
    }
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const english = known.get(texts.currentNode.data.trim());
      if (english !== undefined) texts.currentNode.data = english;
    }
    // a field's own text belongs to Streamlit: the English stands over it
    for (const field of root.querySelectorAll("[data-testid=stSelectbox] input")) {
      const english = known.get(field.value);
      if (english === undefined) field.parentElement.removeAttribute("data-english");
      else field.parentElement.dataset.english = english;
    }
  };
  const all = () => document.querySelectorAll(widgets).forEach(speak);
  if (!window.speaksEnglish) {
    window.speaksEnglish = true;
    new MutationObserver((records) => {
      const roots = new Set();
      for (const { target } of records) {
        const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
        if (element?.closest("svg, .js-plotly-plot")) continue;
        const within = element?.closest(widgets);
        if (within) roots.add(within.parentElement);
        else element?.querySelectorAll?.(widgets).forEach((one) => roots.add(one.parentElement));
      }
      roots.forEach(speak);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true,
      attributeFilter: names });
  }
  all();
})();
