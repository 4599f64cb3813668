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
        ({ coords }) =>
          location.assign(`${button.dataset.locate}?lat=${coords.latitude.toFixed(3)}&lng=${coords.longitude.toFixed(3)}`),
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

export function enhance(root) {
  for (const behaviour of [dialogs, submitOnChange, chooseAll, printing, locating, menus]) behaviour(root);
}
