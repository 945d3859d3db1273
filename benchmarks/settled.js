// Notes when a Streamlit page last changed what it shows. `bench.settled` is that time once the script has ended, every
// chart and table is drawn and nothing has changed for QUIET ms; else null. `bench.charted` is when its first chart (or
// table, or picture, where it has no chart) last changed. A page that has nothing new to show settles after STILL ms.
// Times are of the page's own clock.
(() => {
  const QUIET = 300;
  const STILL = 3000;
  const CHART = '[data-testid="stPlotlyChart"]';
  const TABLE = '.pt-frame';
  const MAIN = [CHART, TABLE, '[data-testid="stImage"]'];
  const main = () => MAIN.map((kind) => document.querySelector(kind)).find((found) => found);
  const bench = (window.bench = { begun: 0, changed: 0, charted: 0, shown: 0, settled: null });
  const begin = () => Object.assign(bench, { begun: performance.now(), charted: 0, shown: 0, settled: null });
  bench.begin = begin;

  const note = (element) => {
    const drawn = element.closest(MAIN);
    bench.changed = performance.now();
    if (drawn || element.querySelector(MAIN)) bench.shown = bench.changed;
    if (drawn && drawn === main()) bench.charted = bench.changed;
  };
  // pointers over a chart and Streamlit's own marks of a running script change nothing that a reader sees
  new MutationObserver((records) => {
    const targets = new Set(records.map(({ target }) => (target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement)));
    for (const element of targets) {
      const counts = element?.closest('[data-testid="stMain"]') && !element.closest('.hoverlayer, .modebar-container');
      if (counts) note(element);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d', 'src'] });
  // the clock of a click begins with the pressing of an option of a list
  document.addEventListener('pointerdown', (event) => event.target.closest('[role="option"]') && begin(), { capture: true });

  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const ended = app && app.getAttribute('data-test-script-state') === 'notRunning';
    const charts = [...document.querySelectorAll(CHART)];
    const drawn = charts.every((chart) => chart.querySelector('.main-svg'));
    const waiting = document.querySelector('[data-testid="stSkeleton"]');
    const quiet = performance.now() - bench.changed > QUIET;
    const shown = (main() && bench.shown > bench.begun) || performance.now() - bench.begun > STILL;
    if (ended && drawn && !waiting && quiet && shown && bench.settled === null) {
      bench.settled = bench.changed - bench.begun;
      bench.charted = (bench.charted || bench.changed) - bench.begun;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
