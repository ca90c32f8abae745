// The page's link to the server: says since when it is not live, tries for ever, reloads once the circuit is gone,
// and tells the page up to which change it had shown, so that it can mark what came meanwhile.
(() => {
  const bar = document.getElementById('link-state'), errorUi = document.getElementById('blazor-error-ui');
  const lostKey = 'portal-lost';
  const typed = new Map();                                   // field -> when it was last typed into, the newest last
  const signIn = 'account/login?ended=1&returnUrl=' + encodeURIComponent(location.pathname + location.search);
  const swallow = e => { e.preventDefault(); e.stopPropagation(); };
  let downSince = 0, timer = 0, busy = false, page = null, early = null, hasLived = false;
  const show = on => {
    bar.hidden = !on;
    document.documentElement.toggleAttribute('data-stale', on);
    if (on) { const t = bar.querySelector('time'), d = new Date(downSince); t.dateTime = d.toISOString(); t.textContent = d.toLocaleTimeString(document.documentElement.lang, { hourCycle: 'h23' }); }
  };
  const shown = () => Number(document.querySelector('[data-sequence]')?.dataset.sequence ?? -1);
  const remember = () => sessionStorage.setItem(lostKey, JSON.stringify({ path: location.pathname, sequence: shown(), since: downSince }));
  const recall = () => {
    const lost = JSON.parse(sessionStorage.getItem(lostKey) ?? 'null');
    sessionStorage.removeItem(lostKey);
    return lost?.path === location.pathname && lost.sequence >= 0 ? { sequence: lost.sequence, since: lost.since, back: Date.now() } : null;
  };
  // Called by the page once it is live. Answers what was lost before a reload.
  window.portalLink = {
    watch(reference) {
      page = reference;
      pressAgain(20);
      return downSince ? null : recall();
    },
  };
  // A button pressed before the page has come to life is pressed again as soon as it has: soon, and where it still says the same.
  // One that moves money at once waits for a press of somebody who sees the live page.
  const pressAgain = tries => {
    const button = early && document.getElementById(early.id);
    if (early && Date.now() - early.at >= 5000) early = null;
    else if (button?.closest('[data-live]')) { const isSame = button.textContent === early.text; early = null; if (isSame) button.click(); }
    else if (early && tries > 0) setTimeout(pressAgain, 100, tries - 1);
  };
  document.addEventListener('click', e => {
    const pressed = e.target.closest?.('button[id]');
    if (pressed && !pressed.closest('[data-live]')) {
      early = pressed.matches('[data-at-once]') ? null : { id: pressed.id, text: pressed.textContent, at: Date.now() };
      swallow(e);
      pressAgain(50);
    }
  }, true);

  class LimitedSocket extends WebSocket {                    // a dead network must not hold an attempt for minutes
    constructor(...a) {
      super(...a);
      const t = setTimeout(() => this.readyState === 0 && this.close(), 4000);
      this.addEventListener('open', () => { clearTimeout(t); hasLived = true; });
      this.addEventListener('close', () => { if (!hasLived) neverLived(); });
    }
  }
  // A line that is refused gives a script no reason. Whether the sign-in is over, the server tells on the usual way.
  const isSignedOut = async () => (await fetch('account/antiforgery', { headers: { Accept: 'application/json' }, cache: 'no-store', redirect: 'manual' })).status === 401;
  const leaveIfSignedOut = async () => { try { if (await isSignedOut()) location.replace(signIn); } catch { /* not reached: tried again */ } };
  // The first line of a page was refused: the server has closed it, or is full. It says that it is not live, and is loaded again.
  function neverLived() {
    if (downSince) return;
    downSince = Date.now(); show(true); leaveIfSignedOut();
    setTimeout(() => location.reload(), 15000);
  }
  async function attempt() {
    clearTimeout(timer);
    if (!downSince || busy) return;
    busy = true;
    const before = errorUi.style.display;
    try {
      if (await Blazor.reconnect() === false) { location.reload(); return; }   // reached, but the circuit is gone
    } catch { errorUi.style.display = before; await leaveIfSignedOut(); }   // the script shows its error bar for a failed attempt
    finally { busy = false; }
    if (downSince) timer = setTimeout(attempt, document.hidden ? 15000 : 1500 + Math.random() * 1500);
  }
  const wake = () => { if (!document.hidden) attempt(); };
  for (const n of ['online', 'pageshow', 'focus']) addEventListener(n, wake);
  for (const n of ['visibilitychange', 'resume']) document.addEventListener(n, wake);
  document.addEventListener('input', e => { typed.delete(e.target); typed.set(e.target, Date.now()); }, true);
  const isMeant = field => field.isConnected && (field.type !== 'radio' || field.checked);
  Blazor.start({
    circuit: {
      configureSignalR: b => b
        .withUrl('_blazor', { transport: 1, skipNegotiation: true, WebSocket: LimitedSocket })   // 1 = WebSockets
        .withServerTimeout(8000).withKeepAliveInterval(4000),
      reconnectionHandler: {
        // not at once: a stopping server would take the new connection and wait for it to the end of its shutdown time
        onConnectionDown() {
          if (!downSince) { downSince = Date.now(); remember(); }
          show(true); clearTimeout(timer); timer = setTimeout(attempt, 500);
        },
        onConnectionUp() {
          const since = downSince - 12000; downSince = 0; show(false);
          for (const [f, at] of [...typed]) if (at > since && isMeant(f)) for (const n of ['input', 'change']) f.dispatchEvent(new Event(n, { bubbles: true }));
          typed.clear();
          const lost = recall();
          if (lost && page) page.invokeMethodAsync('CameBack', lost);
        },
      },
    },
  });

  // Side sheets are the browser's own dialogs; a click beside one leaves it, as Esc does.
  window.portalSheet = {
    open(dialog) { if (!dialog.open) dialog.showModal(); },
    close(dialog) { if (dialog.open) dialog.close(); },
  };
  document.addEventListener('click', e => { if (e.target instanceof HTMLDialogElement) e.target.close(); });
  // A double click on a sheet or on what moves money, or Enter held down, is one press: its second half does not answer what the first has brought up.
  const acts = 'dialog button, .acts button, [data-asked] button';
  document.addEventListener('click', e => { if (e.detail > 1 && e.target.closest?.(acts)) swallow(e); }, true);
  document.addEventListener('keydown', e => { if (e.repeat && e.key === 'Enter' && e.target.matches?.(`dialog input, ${acts}`)) swallow(e); }, true);
  document.addEventListener('click', e => { if (e.target.closest('[data-print]')) print(); });

  // "12 s ago" goes on by itself; the server need not render for it.
  const ago = () => {
    for (const t of document.querySelectorAll('time[data-ago]')) {
      const s = Math.max(0, Math.round((Date.now() - Date.parse(t.dateTime)) / 1000)), text = t.firstChild;
      const words = t.dataset.ago.split('|');              // seconds | minutes | hours
      const said = s < 60 ? words[0].replace('0', s) : s < 3600 ? words[1].replace('0', Math.floor(s / 60)) : words[2].replace('0', Math.floor(s / 3600));
      if (text && text.nodeValue !== said) text.nodeValue = said;
    }
  };
  setInterval(ago, 1000);

  // j and k walk through the rows, Enter follows the link that has the focus; c opens the claim desk.
  document.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea, select, dialog') || !['j', 'k', 'c'].includes(e.key)) return;
    if (e.key === 'c') { document.querySelector('a[href^="check?counter="], a[href="/check"]')?.click(); return; }
    const rows = [...document.querySelectorAll('main a.open')], at = rows.indexOf(document.activeElement);
    rows[Math.min(rows.length - 1, Math.max(0, at + (e.key === 'j' ? 1 : -1)))]?.focus();
  });
})();
