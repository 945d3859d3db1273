// What a person would see at a glance, for tests/test_browser_dashboard.py: texts that are cut, outside their chart or on
// top of one another, and texts too faint for their background (contrast below 4.5, WCAG 2.2).
({
  cut: () => {
    const out = [];
    for (const element of document.querySelectorAll("[class^='pt-'], [class*=' pt-']")) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (!box.width || style.display === "inline" || style.overflowX === "auto") continue; // a frame that scrolls
      if (element.scrollWidth > element.clientWidth + 1) out.push("cut: " + element.textContent.slice(0, 40));
    }
    for (const goal of document.querySelectorAll(".pt-goal")) {
      const [noun, figure] = [...goal.children].map((child) => child.getBoundingClientRect());
      if (noun.right > figure.left + 1) out.push("overlap: " + goal.textContent);
    }
    const texts = ".ytick text, .xtick text, .annotation-text, .legendtext, .textpoint text";
    for (const chart of document.querySelectorAll(".js-plotly-plot")) {
      const frame = chart.getBoundingClientRect();
      const boxes = [...chart.querySelectorAll(texts)]
        .map((text) => [text.textContent, text.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0);
      boxes.forEach(([words, box], number) => {
        const sideways = box.left < frame.left - 1 || box.right > frame.right + 1;
        if (sideways || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) out.push("outside: " + words);
        for (const [others, other] of boxes.slice(number + 1)) {
          const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          if (wide > 2 && high > 4) out.push("overlap: " + words + " / " + others);
        }
      });
    }
    return out;
  },
  faint: () => {
    const parse = (text) => (text.match(/[\d.]+/g) || []).map(Number);
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
    const behind = (element) => {
      for (let one = element; one; one = one.parentElement) {
        const colour = parse(getComputedStyle(one).backgroundColor);
        if (colour.length === 3 || colour[3] === 1) return colour;
      }
      return [255, 255, 255];
    };
    const out = [];
    for (const element of document.querySelectorAll("[class^='pt-'], [data-testid=stCaptionContainer] p")) {
      if (!element.innerText || !element.getBoundingClientRect().width) continue;
      const pair = [parse(getComputedStyle(element).color), behind(element)].map(light).sort((a, b) => a - b);
      const ratio = (pair[1] + 0.05) / (pair[0] + 0.05);
      if (ratio < 4.5) out.push(element.className + " " + ratio.toFixed(2) + " " + element.innerText.slice(0, 20));
    }
    return out;
  },
});
