// A form that filters what is on the page at once, by data-q. Without this script the same form asks the server.
import { addressOf } from "./table.js";

for (const form of document.querySelectorAll("form[data-filter]")) {
  const rows = [...document.querySelectorAll(`${form.dataset.filter} [data-q]`)];
  const groups = [...document.querySelectorAll(`${form.dataset.filter} [data-group]`)];
  const told = document.querySelector("[data-count]");
  const none = document.querySelector("[data-none]");
  const field = form.elements.q;
  const number = new Intl.NumberFormat(document.documentElement.lang);

  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const kept = words.every((word) => row.dataset.q.includes(word));
      row.hidden = !kept;
      shown += kept;
    }
    for (const group of groups) group.hidden = !group.querySelector("[data-q]:not([hidden])");
    if (told) told.textContent = told.dataset.count.replace("{shown}", number.format(shown));
    if (none) none.hidden = shown > 0;
    if (!("still" in form.dataset)) keepAddress();
  };

  const keepAddress = () => {
    history.replaceState(null, "", addressOf(form));
    const { value } = field;
    for (const link of document.querySelectorAll("a[data-file], th[scope='col'] > a")) {
      const address = new URL(link.href);
      if (value) address.searchParams.set("q", value);
      else address.searchParams.delete("q");
      link.href = address.pathname + address.search;
    }
  };

  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    filter();
  });
}
