// Before the first paint, so that nothing flashes: the theme that was chosen, else the system's.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem('flowcast.theme');
  } catch (unavailable) {
    // Storage is switched off: the system's theme it is.
  }
  var dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
