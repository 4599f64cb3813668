/* Behaviours declared by data attributes: dialogs, submit on change, choose all, print, close the menu. */

const once = new WeakSet();

function each(root, selector, act) {
  for (const element of root.querySelectorAll(selector)) {
    if (once.has(element)) continue;
    once.add(element);
    act(element);
  }
}

/** A press on [data-dialog="id"] opens the dialog; without script its href or form still works. */
function dialogs(root) {
  each(root, "[data-dialog]", (opener) =>
    opener.addEventListener("click", (event) => {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (!dialog) return;
      event.preventDefault();
      dialog.showModal();
    }),
  );
  each(root, "dialog [data-close]", (button) =>
    button.addEventListener("click", () => button.closest("dialog").close()),
  );
}

function submitOnChange(root) {
  each(root, "form[data-live]", (form) =>
    form.addEventListener("change", () => form.requestSubmit()),
  );
}

/** [data-all="name"] ticks every box of that name; [data-count="name"] tells how many are ticked. */
function chooseAll(root) {
  each(root, "[data-all]", (all) => {
    const boxes = () => [...all.form.querySelectorAll(`input[name="${CSS.escape(all.dataset.all)}"]`)];
    const tell = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
      for (const place of all.form.querySelectorAll("[data-count]")) place.textContent = ticked;
    };
    all.addEventListener("change", () => {
      for (const box of boxes()) box.checked = all.checked;
      tell();
    });
    all.form.addEventListener("change", tell);
    tell();
  });
}

function printing(root) {
  each(root, "[data-print]", (button) => button.addEventListener("click", () => window.print()));
}

/** [data-locate="/near/"] asks the browser for the place, once, and goes there with it, to about a hundred metres. */
function locating(root) {
  each(root, "[data-locate]", (button) =>
    button.addEventListener("click", () => {
      const said = document.getElementById("locate-said");
      const refuse = () => said && (said.textContent = button.dataset.refused);
      if (!navigator.geolocation) return refuse();
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // In a form what was chosen already is kept.
          const asked = new URLSearchParams("locateForm" in button.dataset ? new FormData(button.form) : "");
          asked.set("lat", coords.latitude.toFixed(3));
          asked.set("lng", coords.longitude.toFixed(3));
          location.assign(`${button.dataset.locate}?${asked}`);
        },
        refuse,
        { timeout: 8000, maximumAge: 600000 },
      );
    }),
  );
}

/** A disclosure used as a menu closes on Escape and on a press elsewhere. */
function menus(root) {
  each(root, "details.menu", (menu) => {
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  });
}

/** A list that scrolls by itself shows its current entry. */
function showCurrent(root) {
  each(root, "[data-show-current]", (list) => {
    const entry = list.querySelector("[aria-current]");
    const seen = innerHeight - list.getBoundingClientRect().top;
    if (entry && entry.offsetTop + entry.offsetHeight > seen) list.scrollTop = entry.offsetTop - seen / 2;
  });
}

/** In [data-arrows] the arrow keys move between links: up and down in a day, left and right to the nearest of another. */
function arrows(root) {
  each(root, "[data-arrows]", (grid) => {
    const days = [...grid.querySelectorAll(":scope > section")].map((day) => [...day.querySelectorAll("a")]);
    for (const link of days.flat().slice(1)) link.tabIndex = -1;
    grid.addEventListener("focusin", ({ target }) => {
      for (const link of days.flat()) link.tabIndex = link === target ? 0 : -1;
    });
    grid.addEventListener("keydown", (event) => {
      const at = days.findIndex((day) => day.includes(document.activeElement));
      if (at < 0) return;
      const link = document.activeElement;
      const row = days[at].indexOf(link);
      const beside = (step) => {
        for (let n = at + step; days[n]; n += step) {
          if (!days[n].length) continue;
          const top = link.getBoundingClientRect().top;
          const far = (other) => Math.abs(other.getBoundingClientRect().top - top);
          return days[n].reduce((best, other) => (far(other) < far(best) ? other : best));
        }
      };
      const to = {
        ArrowDown: () => days[at][row + 1], ArrowUp: () => days[at][row - 1],
        ArrowRight: () => beside(1), ArrowLeft: () => beside(-1),
        Home: () => days[at][0], End: () => days[at].at(-1),
      }[event.key]?.();
      if (!to) return;
      event.preventDefault();
      to.focus();
    });
  });
}

export function enhance(root) {
  for (const behaviour of [arrows, dialogs, submitOnChange, chooseAll, printing, locating, menus, showCurrent]) behaviour(root);
}
