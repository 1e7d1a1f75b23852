// The leaderboard with a script: sorts and filters what is on the page at once, keeps the address and the downloads in
// step, and asks the server for everything else. Without this script the same links and form do the same.
import { addressOf, matcher, ranked, sorted } from "./table.js";

const LOCAL = ["q", "author", "input", "output", "source", "context", "max_price", "max_output_price", "free", "weights", "reasoning"];
const REMOTE_AFTER_MS = 180;
const AT_ONCE = 50;

let board = document.querySelector("#board");
let asking;
let revealing;
let waiting;

if (board) start();

function start() {
  document.addEventListener("input", changed);
  document.addEventListener("submit", submitted);
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  window.addEventListener("popstate", () => load(location.href, false));
}

const form = () => board.querySelector("#filters");
const isLocal = () => board.dataset.mode === "local";

function changed({ target }) {
  if (!form().contains(target) || target.name === "columns") return;
  if (isLocal() && LOCAL.includes(target.name)) {
    filter();
  } else {
    clearTimeout(waiting);
    waiting = setTimeout(() => load(addressOf(form()), true), target.type === "checkbox" ? 0 : REMOTE_AFTER_MS);
  }
}

function submitted(event) {
  if (event.target !== form()) return;
  event.preventDefault();
  const menu = board.querySelector("details[data-menu='columns']");
  if (isLocal() && !menu.open) filter();
  else load(addressOf(form()), true);
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const menu = event.target.closest("details.menu");
  for (const open of board.querySelectorAll("details.menu[open]")) if (open !== menu) open.open = false;
  const button = event.target.closest("button.fold");
  if (button) {
    event.preventDefault();
    fold(button);
    return;
  }
  const link = event.target.closest("a");
  if (!link || !board.contains(link)) return;
  const head = link.closest("th[data-column]");
  if (head && isLocal()) {
    event.preventDefault();
    sort(head, link);
  } else if (head || "server" in link.dataset || "loosen" in link.dataset) {
    event.preventDefault();
    load(link.href, true);
  }
}

function pressed(event) {
  if (event.key === "/" && !event.target.closest("input, textarea, select")) {
    event.preventDefault();
    form().elements.q.focus();
  }
  if (event.key === "Escape") {
    const open = board.querySelector("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
}

function filter() {
  const shown = reveal([...board.querySelector("table.board").tBodies]);
  told(shown);
  keepAddress();
}

// Shows the groups that pass, in the order given: those that fit on a screen at once, so that no keystroke waits for
// the layout of the others, and these in the frames that follow.
function reveal(groups) {
  const passes = matcher(form());
  const kept = groups.filter((group) => passes(group.dataset));
  const first = new Set(kept.slice(0, AT_ONCE));
  for (const group of groups) if (group.hidden === first.has(group)) group.hidden = !group.hidden;
  const mine = (revealing = {});
  let at = AT_ONCE;
  const more = () => {
    if (mine !== revealing) return;
    for (const group of kept.slice(at, at + AT_ONCE)) group.hidden = false;
    at += AT_ONCE;
    if (at < kept.length) requestAnimationFrame(() => setTimeout(more));
    else board.dataset.whole = "";
  };
  delete board.dataset.whole;
  requestAnimationFrame(() => setTimeout(more));
  return kept.length;
}

function told(shown) {
  const { count, total } = board.dataset;
  const number = new Intl.NumberFormat(document.documentElement.lang);
  board.querySelector(".count").textContent = count.replace("{shown}", number.format(shown)).replace("{all}", number.format(total));
  board.querySelector("#none").hidden = shown > 0;
  if (!shown) loosen();
  for (const menu of board.querySelectorAll("details.menu")) {
    if (menu.dataset.menu !== "columns") mark(menu);
  }
}

function mark(menu) {
  const chosen = menu.querySelectorAll("input:checked").length;
  let many = menu.querySelector("summary .many");
  if (!chosen) many?.remove();
  else {
    if (!many) {
      many = Object.assign(document.createElement("span"), { className: "many" });
      menu.querySelector("summary").append(" ", many);
    }
    many.textContent = chosen;
  }
}

// Which filter to loosen is the server's to say: it alone counts all models.
async function loosen() {
  const address = addressOf(form());
  const page = await fetched(address).catch(() => undefined);
  if (page && address === addressOf(form())) board.querySelector("#none").replaceChildren(...page.querySelector("#none").childNodes);
}

function sort(head, link) {
  const column = head.dataset.column;
  const rises = head.dataset.rises === "yes";
  const here = board.dataset.sort === column;
  const rising = here ? board.dataset.rising !== "yes" : rises;
  const table = board.querySelector("table.board");
  const at = [...head.parentElement.children].indexOf(head);
  const groups = sorted([...table.tBodies], at, rising);
  ranked(groups, at, rises);
  for (const group of groups) group.hidden = true;
  table.append(...groups);
  reveal(groups);
  board.dataset.sort = column;
  board.dataset.rising = rising ? "yes" : "no";
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", rising ? "ascending" : "descending");
  remember("sort", column);
  remember("order", rising === rises ? "" : rising ? "asc" : "desc");
  keepAddress();
  link.focus({ preventScroll: true });
}

// A choice that is no visible field of the form goes along as a hidden one.
function remember(name, value) {
  let field = form().querySelector(`input[type=hidden][name=${name}]`);
  if (!value) {
    field?.remove();
    return;
  }
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name });
    form().append(field);
  }
  field.value = value;
}

async function fold(button) {
  const group = button.closest("tbody");
  const opening = button.name === "open";
  button.setAttribute("aria-busy", "true");
  try {
    if (opening) {
      const address = new URL(addressOf(form()), location.href);
      address.pathname = "/leaderboard/lines";
      address.searchParams.delete("all_open");
      address.searchParams.delete("open");
      address.searchParams.append("open", group.dataset.id);
      const page = await fetched(address);
      const lines = page.getElementById(group.id);
      const rank = group.querySelector(".rank").textContent;
      group.replaceChildren(...lines.children);
      group.querySelector(".rank").textContent = rank;
    } else {
      for (const line of [...group.rows].slice(1)) line.remove();
      button.setAttribute("aria-expanded", "false");
      button.name = "open";
    }
  } catch {
    failed(location.href);
    return;
  } finally {
    button.removeAttribute("aria-busy");
  }
  for (const field of form().querySelectorAll("input[type=hidden][name=open]")) {
    if (field.value === group.dataset.id) field.remove();
  }
  if (opening) form().append(Object.assign(document.createElement("input"), { type: "hidden", name: "open", value: group.dataset.id }));
  group.querySelector("button.fold").focus({ preventScroll: true });
  keepAddress();
}

function keepAddress() {
  const address = addressOf(form());
  history.replaceState(null, "", address);
  const query = new URL(address, location.href).search;
  for (const link of board.querySelectorAll("[data-file]")) link.href = `/leaderboard/file.${link.dataset.file}${query}`;
  for (const link of board.querySelectorAll("thead a")) link.href = withSort(query, link.closest("th"));
}

function withSort(query, head) {
  const values = new URLSearchParams(query);
  values.delete("order");
  values.set("sort", head.dataset.column);
  return `/?${values}`;
}

async function fetched(address) {
  const reply = await fetch(address, { headers: { Accept: "text/html" } });
  if (!reply.ok) throw new Error(reply.status);
  return new DOMParser().parseFromString(await reply.text(), "text/html");
}

async function load(address, remembered) {
  const mine = (asking = {});
  const focus = document.activeElement?.name;
  const caret = document.activeElement?.selectionStart;
  board.setAttribute("aria-busy", "true");
  board.querySelector(".count").textContent = board.dataset.loading;
  try {
    const page = await fetched(address);
    if (mine !== asking) return;
    const opened = [...board.querySelectorAll("details.menu[open]")].map((menu) => menu.dataset.menu);
    const typed = focus === "q" ? form().elements.q.value : undefined;
    board.replaceWith((board = document.adoptNode(page.querySelector("#board"))));
    for (const name of opened) if (name !== "columns") board.querySelector(`details[data-menu="${name}"]`)?.setAttribute("open", "");
    const notes = document.querySelector("footer .notes");
    const others = page.querySelector("footer .notes");
    if (notes && others) notes.replaceWith(others);
    if (remembered) history.pushState(null, "", address);
    const field = focus && form().elements[focus];
    if (field?.focus) {
      if (typed !== undefined) field.value = typed;
      field.focus({ preventScroll: true });
      if (typed !== undefined) field.setSelectionRange(caret, caret);
    }
  } catch {
    if (mine === asking) failed(address);
  }
}

function failed(address) {
  board.removeAttribute("aria-busy");
  const count = board.querySelector(".count");
  const retry = Object.assign(document.createElement("a"), { href: address, textContent: board.dataset.retry });
  const words = Object.assign(document.createElement("span"), { className: "fault", textContent: `${board.dataset.failing} ` });
  count.replaceChildren(words, retry);
}
