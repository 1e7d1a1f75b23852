// What the leaderboard does with its rows, without knowing the page: filters, order, ranks, addresses.
// The rules are those of the server (leaderboard/wanted.py and shown.py); a test holds the two together.

const words = (text) => (text ? text.split("\n") : []);
// What the server takes for space between words of a search; \s differs in a few.
const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
const PLAIN = /^\d+(\.\d+)?$/;

/** What a form asks for as pairs of name and value: no empty field, no number that the field does not take. */
function given(form) {
  return [...new FormData(form)].flatMap(([name, value]) => {
    const field = form.elements[name];
    if (value === "" || (field.type === "number" && !field.validity.valid)) return [];
    return [[name, field.type === "number" && !PLAIN.test(value) ? plain(field.valueAsNumber) : value]];
  });
}

const plain = (number) => number.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 20 });

/** A function that tells whether a group's data pass what the form asks for. */
export function matcher(form) {
  const values = new URLSearchParams(given(form));
  const asked = (name) => values.getAll(name);
  const number = (name) => (values.has(name) ? Number(values.get(name)) : undefined);
  const searched = (values.get("q") ?? "").toLowerCase().split(SPACE).filter(Boolean);
  const [authors, inputs, outputs, sources, efforts] = ["author", "input", "output", "source", "effort"].map(asked);
  const flags = ["free", "weights", "reasoning"].filter((name) => values.get(name));
  const context = number("context");
  const prices = [["price", number("max_price")], ["outprice", number("max_output_price")]].filter(([, most]) => most !== undefined);
  return (data) =>
    searched.every((word) => data.q.includes(word)) &&
    (!authors.length || authors.includes(data.author)) &&
    inputs.every((each) => words(data.input).includes(each)) &&
    outputs.every((each) => words(data.output).includes(each)) &&
    (!sources.length || words(data.source).some((each) => sources.includes(each))) &&
    (!efforts.length || words(data.effort).some((each) => efforts.includes(each))) &&
    flags.every((flag) => words(data.flags).includes(flag)) &&
    (context === undefined || Number(data.context ?? 0) >= context) &&
    prices.every(([name, most]) => name in data && Number(data[name]) <= most);
}

const NAME_AT = 1;

const nameOf = (group) => group.dataset.name ?? "";

/** What a group is sorted by: undefined where it has nothing to compare. */
function order(group, at) {
  if (at === NAME_AT) return nameOf(group);
  const cell = group.rows[0].cells[at];
  const text = cell.dataset.o;
  if (text === undefined) return undefined;
  return cell.classList.contains("number") ? Number(text) : text;
}

const told = (group, at) => at === NAME_AT || group.rows[0].cells[at].textContent !== "\u2013";
const compared = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const byName = (one, other) => compared(nameOf(one), nameOf(other)) || compared(one.dataset.id, other.dataset.id);

/** The groups by the column at a place: those with a value by it, then those that cannot be compared, then the rest. */
export function sorted(groups, at, rising) {
  const values = new Map(groups.map((group) => [group, order(group, at)]));
  const place = (group) => (values.get(group) !== undefined ? 0 : told(group, at) ? 1 : 2);
  const places = new Map(groups.map((group) => [group, place(group)]));
  return groups.sort(
    (one, other) =>
      places.get(one) - places.get(other) ||
      (places.get(one) ? 0 : rising ? compared(values.get(one), values.get(other)) : compared(values.get(other), values.get(one))) ||
      byName(one, other),
  );
}

/** Write each group's place among all of them, the best being 1 and equal ones sharing it. */
export function ranked(groups, at, rises) {
  const numbers = groups.map((group) => [group, order(group, at)]).filter(([, value]) => typeof value === "number");
  numbers.sort(([, one], [, other]) => (rises ? one - other : other - one));
  const places = new Map();
  let place = 0;
  let last;
  numbers.forEach(([group, value], index) => {
    if (value !== last) place = index + 1;
    last = value;
    places.set(group, place);
  });
  for (const group of groups) group.rows[0].cells[0].textContent = places.get(group) ?? "";
}

/** The columns that are ticked, and those that are the usual ones, in the order in which they are offered. */
export function columnsOf(form) {
  const boxes = [...form.querySelectorAll("[name=columns]")];
  const values = (some) => some.map((box) => box.value);
  return { ticked: values(boxes.filter((box) => box.checked)), usual: values(boxes.filter((box) => "usual" in box.dataset)) };
}

/** The address of what a form asks for in some columns: what is not asked for does not stand in it, nor usual columns. */
export function addressOf(form, columns = []) {
  const { usual } = columnsOf(form);
  const pairs = given(form).filter(([name]) => name !== "columns");
  if (!alike(columns, usual)) pairs.push(...columns.map((column) => ["columns", column]));
  const query = new URLSearchParams(pairs).toString().replaceAll("%2F", "/").replaceAll("%3A", ":");
  return query ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action");
}

/** Whether two lists hold the same in the same order. */
export const alike = (one, other) => one.length === other.length && one.every((each, at) => each === other[at]);
