// Notes when a Streamlit page last changed what it shows. `bench.settled` is that time once the script has ended, every
// chart and table is drawn and nothing has changed for QUIET ms; else null. Times are of the page's own clock.
(() => {
  const QUIET = 300;
  const DRAWN = '[data-testid="stPlotlyChart"], [data-testid="stDataFrame"]';
  const bench = (window.bench = { begun: 0, changed: 0, shown: 0, settled: null });

  // pointers over a chart, and Streamlit's own marks of a running script, change nothing that a reader reads
  const counts = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element && element.closest('[data-testid="stMain"]') && !element.closest('.hoverlayer, .modebar-container');
  };
  const draws = (node) => {
    const element = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
    return element && (element.closest(DRAWN) || element.querySelector(DRAWN));
  };
  new MutationObserver((records) => {
    for (const record of records) {
      if (!counts(record.target)) continue;
      bench.changed = performance.now();
      if (draws(record.target)) bench.shown = bench.changed;
    }
  }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ['d'] });

  // the clock of a click begins with the pressing of an option of a list
  document.addEventListener('pointerdown', (event) => {
    if (event.target.closest('[role="option"]')) Object.assign(bench, { begun: performance.now(), shown: 0, settled: null });
  }, { capture: true });

  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const ended = app && app.getAttribute('data-test-script-state') === 'notRunning';
    const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
    const drawn = document.querySelector(DRAWN) && charts.every((chart) => chart.querySelector('.main-svg'));
    const waiting = document.querySelector('[data-testid="stSkeleton"]');
    const quiet = performance.now() - bench.changed > QUIET;
    if (ended && drawn && !waiting && quiet && bench.shown > bench.begun && bench.settled === null) {
      bench.settled = bench.changed - bench.begun;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
