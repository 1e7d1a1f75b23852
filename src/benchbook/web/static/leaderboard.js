// The leaderboard with a script: sorts and filters what is on the page at once, keeps the address and the downloads in
// step, and asks the server for everything else. Without this script the same links and forms do the same.
import { addressOf, alike, columnsOf, matcher, ranked, sorted } from "./table.js";

const LOCAL = ["q", "author", "input", "output", "source", "context", "max_price", "max_output_price", "free", "weights", "reasoning"];
const REMOTE_AFTER_MS = 180;
const PATIENCE_MS = 20_000;
const AT_ONCE = 50;

let board = document.querySelector("#board");
let here = location.pathname + location.search;
// The table is not, or not yet, what the form asks for: until it is, the server answers everything.
let behind = false;
let asking;
let revealing;
let waiting;

if (board) start();

function start() {
  document.addEventListener("input", changed);
  document.addEventListener("submit", submitted);
  document.addEventListener("invalid", uncovered, { capture: true });
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  window.addEventListener("popstate", () => {
    if (location.pathname + location.search !== here) load(location.pathname + location.search, false);
  });
}

const form = () => board.querySelector("#filters");
const isLocal = () => board.dataset.mode === "local" && !behind;
const heads = () => [...board.querySelectorAll("th[data-column]")];
const shownColumns = () => heads().slice(1).map((head) => head.dataset.column);
const addressHere = () => addressOf(form(), shownColumns());

// What the form asks for. Columns keep the order of the address as long as the same ones are ticked.
function addressAsked() {
  const { ticked } = columnsOf(form());
  const shown = shownColumns();
  return addressOf(form(), alike([...ticked].sort(), [...shown].sort()) ? shown : ticked);
}

function changed({ target }) {
  if (!form().contains(target) || target.name === "columns") return;
  if (isLocal() && LOCAL.includes(target.name)) filter();
  else loadSoon(target.type === "checkbox" ? 0 : REMOTE_AFTER_MS);
}

function submitted(event) {
  if (event.target !== form()) return;
  event.preventDefault();
  for (const open of board.querySelectorAll("details.menu[open]")) open.open = false;
  if (isLocal() && addressAsked() === addressHere()) filter();
  else load(addressAsked(), true);
}

// A field that is wrong cannot be pointed at while its menu is closed.
function uncovered({ target }) {
  target.closest("details.menu")?.setAttribute("open", "");
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const menu = event.target.closest("details.menu");
  for (const open of board.querySelectorAll("details.menu[open]")) if (open !== menu) open.open = false;
  const button = event.target.closest("button.fold");
  if (button && board.contains(button)) {
    event.preventDefault();
    fold(button);
    return;
  }
  const link = event.target.closest("a");
  if (!link || !board.contains(link)) return;
  const head = link.closest("th[data-column]");
  if (head) {
    event.preventDefault();
    sort(head);
  } else if ("server" in link.dataset) {
    event.preventDefault();
    load(link.getAttribute("href"), true);
  }
}

function pressed(event) {
  if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input, textarea, select")) {
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
  if (!shown) loosen();
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
  say(count.replace("{shown}", number.format(shown)).replace("{all}", number.format(total)));
  board.querySelector("#none").hidden = shown > 0;
  for (const menu of board.querySelectorAll("details.menu")) {
    if (menu.dataset.menu !== "columns") mark(menu);
  }
}

// The count stands above the table, which may be replaced; it is spoken from a place that stays.
function say(text) {
  board.querySelector(".count").textContent = text;
  document.querySelector("#told").textContent = text;
}

function mark(menu) {
  const chosen = menu.querySelectorAll("input:checked, input[type=number]:not(:placeholder-shown):valid").length;
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
  const address = addressHere();
  const none = board.querySelector("#none");
  none.setAttribute("aria-busy", "true");
  const page = await fetched(address).catch(() => undefined);
  if (address !== addressHere()) return;
  const words = page?.querySelector("#none");
  if (words) none.replaceChildren(...words.childNodes);
  else none.querySelector("a")?.parentElement.remove();
  none.removeAttribute("aria-busy");
}

function sort(head) {
  const column = head.dataset.column;
  const rises = head.dataset.rises === "yes";
  const rising = turned(head);
  remember("sort", column);
  remember("order", rising === rises ? "" : rising ? "asc" : "desc");
  if (!isLocal()) {
    load(addressAsked(), true);
    return;
  }
  const table = board.querySelector("table.board");
  const at = [...head.parentElement.children].indexOf(head);
  const groups = sorted([...table.tBodies], at, rising);
  ranked(groups, at, rises);
  for (const group of groups) group.hidden = true;
  table.append(...groups);
  const shown = reveal(groups);
  told(shown);
  board.dataset.sort = column;
  board.dataset.rising = rising ? "yes" : "no";
  for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", rising ? "ascending" : "descending");
  const { captionRising, captionFalling } = board.dataset;
  const link = head.querySelector("a");
  table.caption.textContent = (rising ? captionRising : captionFalling).replace("{column}", () => link.textContent);
  keepAddress();
  if (!shown) loosen();
  link.focus({ preventScroll: true });
}

// Which way a head sorts when it is used: as its column is usually read, or the other way where it sorts already.
function turned(head) {
  return head.dataset.column === board.dataset.sort ? board.dataset.rising !== "yes" : head.dataset.rises === "yes";
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
  if (button.hasAttribute("aria-busy")) return;
  const group = button.closest("tbody");
  const opening = button.name === "open";
  if (behind) {
    rememberFold(group.dataset.id, opening);
    load(addressAsked(), true);
    return;
  }
  if (opening) {
    button.setAttribute("aria-busy", "true");
    try {
      await unfold(group);
    } catch (fault) {
      if (group.isConnected) failed(addressHere(), fault);
      return;
    } finally {
      button.removeAttribute("aria-busy");
    }
    if (!group.isConnected) return;
  } else {
    for (const line of [...group.rows].slice(1)) line.remove();
    button.setAttribute("aria-expanded", "false");
    button.name = "open";
  }
  rememberFold(group.dataset.id, opening);
  if (document.activeElement === button || document.activeElement === document.body) group.querySelector("button.fold").focus({ preventScroll: true });
  keepAddress();
}

// The columns are named, so that the lines fit the table even where the usual columns have changed since.
async function unfold(group) {
  const address = new URL(addressHere(), location.href);
  address.pathname = "/leaderboard/lines";
  for (const name of ["all_open", "open", "fold", "columns"]) address.searchParams.delete(name);
  address.searchParams.append("open", group.dataset.id);
  for (const column of shownColumns()) address.searchParams.append("columns", column);
  const lines = (await fetched(address)).getElementById(group.id);
  const rank = group.querySelector(".rank").textContent;
  group.replaceChildren(...lines.children);
  group.querySelector(".rank").textContent = rank;
}

// What is open stands in the form; where all are, what is not.
function rememberFold(id, opening) {
  const all = form().querySelector("input[type=hidden][name=all_open]");
  const name = all ? "fold" : "open";
  for (const field of form().querySelectorAll(`input[type=hidden][name=${name}]`)) if (field.value === id) field.remove();
  if (opening === !all) form().append(Object.assign(document.createElement("input"), { type: "hidden", name, value: id }));
}

function keepAddress() {
  const address = new URL(addressHere(), location.href);
  const query = address.search;
  if (board.dataset.page > 1) address.searchParams.set("page", board.dataset.page);
  here = board.dataset.page > 1 ? address.pathname + address.search : addressHere();
  history.replaceState(null, "", here);
  for (const link of board.querySelectorAll("[data-file]")) link.href = `/leaderboard/file.${link.dataset.file}${query}`;
  for (const head of heads()) head.querySelector("a").href = withSort(query, head);
  for (const link of board.querySelectorAll("[data-server=page]")) link.href = withPage(query, link.textContent);
  board.querySelector("[data-server=unfold]").href = withFolds(query);
  leadToPresent();
}

// The banner of the past stands outside the board: its link takes along what is asked, but for the moment.
function leadToPresent() {
  const link = document.querySelector("[data-present]");
  if (!link) return;
  const values = new URLSearchParams(location.search);
  values.delete("as_of");
  values.delete("known_at");
  link.href = pageOf(values);
}

const pageOf = (values) => (values.size ? `/?${values}` : "/");

function withSort(query, head) {
  const values = new URLSearchParams(query);
  const rising = turned(head);
  values.set("sort", head.dataset.column);
  values.delete("order");
  if (rising !== (head.dataset.rises === "yes")) values.set("order", rising ? "asc" : "desc");
  return pageOf(values);
}

function withPage(query, page) {
  const values = new URLSearchParams(query);
  if (page !== "1") values.set("page", page);
  return pageOf(values);
}

function withFolds(query) {
  const values = new URLSearchParams(query);
  const all = values.has("all_open");
  for (const name of ["all_open", "open", "fold"]) values.delete(name);
  if (!all) values.set("all_open", "1");
  return pageOf(values);
}

/** What the server said no to, in its own sentence. */
class Refused extends Error {}

async function fetched(address, signal) {
  const reply = await fetch(address, { headers: { Accept: "text/html" }, signal });
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  if (!reply.ok) throw new Refused(page.querySelector("main .lead")?.textContent);
  return page;
}

function busy() {
  asking?.abort();
  asking = undefined;
  behind = true;
  board.setAttribute("aria-busy", "true");
  say(board.dataset.loading);
}

function loadSoon(afterMs) {
  clearTimeout(waiting);
  busy();
  waiting = setTimeout(() => load(addressAsked(), true), afterMs);
}

async function load(address, remembered) {
  clearTimeout(waiting);
  busy();
  const mine = (asking = new AbortController());
  const late = setTimeout(() => mine.abort(), PATIENCE_MS);
  try {
    const page = await fetched(address, mine.signal);
    if (mine !== asking) return;
    take(page);
    if (remembered && address !== location.pathname + location.search) history.pushState(null, "", address);
    leadToPresent();
    here = location.pathname + location.search;
    behind = false;
  } catch (fault) {
    if (mine === asking) failed(address, fault);
  } finally {
    clearTimeout(late);
  }
}

// Puts another page's table in the place of this one's; whoever was at a control stays there.
function take(page) {
  const focus = document.activeElement;
  const was = board.contains(focus) ? focus : undefined;
  const caret = was?.type === "search" ? was.selectionStart : undefined;
  const opened = [...board.querySelectorAll("details.menu[open]")].map((menu) => menu.dataset.menu);
  const left = board.querySelector(".scroll").scrollLeft;
  const other = document.adoptNode(page.querySelector("#board"));
  const place = was && placeOf(was);
  board.replaceWith(other);
  board = other;
  for (const name of opened) if (name !== "columns") board.querySelector(`details[data-menu="${name}"]`)?.setAttribute("open", "");
  board.querySelector(".scroll").scrollLeft = left;
  const notes = document.querySelector("footer .notes");
  const others = page.querySelector("footer .notes");
  if (notes && others) notes.replaceWith(others);
  say(board.querySelector(".count").textContent);
  const twin = place?.() ?? (was && board.querySelector(".scroll"));
  twin?.focus({ preventScroll: true });
  if (caret !== undefined) twin.setSelectionRange(caret, caret);
}

/** A function that finds, in the table that comes, the control that somebody was at. */
function placeOf(element) {
  const { name, value, type, dataset } = element;
  const column = element.closest("th[data-column]")?.dataset.column;
  const menu = element.closest("summary")?.parentElement.dataset.menu;
  const id = element.closest("tbody")?.id;
  if (column) return () => heads().find((head) => head.dataset.column === column)?.querySelector("a");
  if (menu) return () => board.querySelector(`details[data-menu="${menu}"] summary`);
  if (id && name) return () => document.getElementById(id)?.querySelector("button.fold");
  if (name && type !== "submit") return () => [...form().elements].find((field) => field.name === name && (type !== "checkbox" || field.value === value));
  if (dataset.server === "unfold") return () => board.querySelector("[data-server=unfold]");
  return () => undefined;
}

function failed(address, fault) {
  board.removeAttribute("aria-busy");
  const sentence = (fault instanceof Refused && fault.message) || board.dataset.failing;
  const retry = Object.assign(document.createElement("a"), { href: address, textContent: board.dataset.retry });
  retry.dataset.server = "retry";
  const words = Object.assign(document.createElement("span"), { className: "fault", textContent: sentence });
  say(sentence);
  board.querySelector(".count").replaceChildren(words, " ", retry);
}
