'use strict';
(() => {
  const every = 3000;
  const fresh = document.getElementById('fresh');
  const pause = document.getElementById('pause');
  let paused = false;
  let timer = 0;
  let asking = false;

  const holdsSelection = part => {
    const selection = document.getSelection();
    return selection && !selection.isCollapsed && selection.containsNode(part, true);
  };

  // Only what is new is replaced, so that what is read out is not read again, and nobody loses what is marked.
  const merge = page => {
    for (const part of document.querySelectorAll('[data-live]')) {
      const next = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (next && next.innerHTML !== part.innerHTML && !holdsSelection(part)) {
        part.className = next.className;
        part.replaceChildren(...next.childNodes);
      }
    }
    document.title = page.title;
  };

  const refresh = async () => {
    timer = 0;
    if (document.hidden || paused || asking) {
      return;
    }
    asking = true;
    try {
      const answer = await fetch(location.pathname + location.search, {cache: 'no-store', signal: AbortSignal.timeout(15000)});
      if (!answer.ok) {
        throw new Error(answer.status);
      }
      merge(new DOMParser().parseFromString(await answer.text(), 'text/html'));
      fresh.textContent = 'Refreshed every 3 s';
    } catch (e) {
      fresh.textContent = 'This server does not answer; what you see is old';
    }
    asking = false;
    plan();
  };

  const plan = () => {
    if (!timer && !paused && !document.hidden) {
      timer = setTimeout(refresh, every);
    }
  };

  pause.hidden = false;
  pause.addEventListener('click', () => {
    paused = !paused;
    pause.textContent = paused ? 'Go on' : 'Pause';
    fresh.textContent = paused ? 'Paused' : 'Refreshed every 3 s';
    if (!paused) {
      refresh();
    }
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && !timer) {
      refresh();
    }
  });
  fresh.textContent = 'Refreshed every 3 s';
  plan();
})();
