// The clicks and keys of HTML made by app/say. What can be chosen has a data-id: rows, cells of a matrix, buttons.
// In a table arrows move, Home and End go to the first and last, Enter and the space bar choose; it is one Tab stop.
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

function neighbour(marks, mark, [down, right]) {
  if (mark.tagName === "TR") return marks[marks.indexOf(mark) + (down || right)];
  const lines = [...mark.closest("tbody").rows];
  let line = lines.indexOf(mark.parentElement), column = mark.cellIndex;
  for (;;) {
    line += down;
    column += right;
    const cell = lines[line]?.cells[column];
    if (!cell || cell.dataset.id) return cell;
  }
}

export default function ({ parentElement, data, setTriggerValue }) {
  let root = parentElement.querySelector(".pt-grid");
  if (!root) {
    root = document.createElement("div");
    root.className = "pt-grid";
    parentElement.appendChild(root);
  }
  if (root.drawn !== data.html) {
    root.innerHTML = data.html; // made by app/say, which escapes every text
    root.drawn = data.html;
  }
  const marks = [...root.querySelectorAll(":is(tr, td)[data-id]")];
  const chosen = marks.find((mark) => mark.dataset.id === data.chosen);
  const focusable = marks.find((mark) => mark === document.activeElement) ?? chosen ?? marks[0];
  for (const mark of marks) {
    mark.tabIndex = mark === focusable ? 0 : -1;
    mark.setAttribute("aria-selected", String(mark === chosen));
  }
  const act = (element) => {
    const order = element.closest("[data-sort]")?.dataset.sort;
    const mark = element.closest("[data-id]");
    if (order) setTriggerValue("sort", order);
    else if (mark) setTriggerValue("chosen", mark.dataset.id);
  };
  root.onclick = (event) => {
    if (document.getSelection().isCollapsed) act(event.target); // not where a reader marks text to copy it
  };
  root.onkeydown = (event) => {
    const mark = event.target.closest(":is(tr, td)[data-id]");
    if (!mark) return;
    const ends = { Home: marks[0], End: marks[marks.length - 1] };
    const next = event.key in STEPS ? neighbour(marks, mark, STEPS[event.key]) : ends[event.key];
    if (event.key === "Enter" || event.key === " ") act(mark);
    else if (!(event.key in STEPS || event.key in ends)) return;
    event.preventDefault();
    if (!next) return;
    mark.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
}
