// What the leaderboard does with its rows, without knowing the page: filters, order, ranks, addresses.
// The rules are those of the server (leaderboard/wanted.py and shown.py); a test holds the two together.

const words = (text) => (text ? text.split(" ") : []);

/** A function that tells whether a group's data pass what the form asks for. */
export function matcher(form) {
  const values = new FormData(form);
  const asked = (name) => values.getAll(name);
  const number = (name) => (values.get(name) ? Number(values.get(name)) : undefined);
  const searched = (values.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const [authors, inputs, outputs, sources] = ["author", "input", "output", "source"].map(asked);
  const flags = ["free", "weights", "reasoning"].filter((name) => values.get(name));
  const context = number("context");
  const prices = [["price", number("max_price")], ["outprice", number("max_output_price")]].filter(([, most]) => most !== undefined);
  return (data) =>
    searched.every((word) => data.q.includes(word)) &&
    (!authors.length || authors.includes(data.author)) &&
    inputs.every((each) => words(data.input).includes(each)) &&
    outputs.every((each) => words(data.output).includes(each)) &&
    (!sources.length || words(data.source).some((each) => sources.includes(each))) &&
    flags.every((flag) => words(data.flags).includes(flag)) &&
    (context === undefined || Number(data.context ?? 0) >= context) &&
    prices.every(([name, most]) => name in data && Number(data[name]) <= most);
}

const NAME_AT = 1;

/** What a group is sorted by: undefined where it has nothing to compare. */
function order(group, at) {
  if (at === NAME_AT) return group.dataset.name;
  const cell = group.rows[0].cells[at];
  const text = cell.dataset.o;
  if (text === undefined) return undefined;
  return cell.classList.contains("number") ? Number(text) : text;
}

const told = (group, at) => at === NAME_AT || group.rows[0].cells[at].textContent !== "\u2013";
const compared = (one, other) => (one < other ? -1 : one > other ? 1 : 0);
const byName = (one, other) => compared(one.dataset.name, other.dataset.name) || compared(one.dataset.id, other.dataset.id);

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

/** The address of what a form asks for: nothing that is not asked for stands in it, nor columns that are the usual ones. */
export function addressOf(form) {
  const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
  const columns = pairs.filter(([name]) => name === "columns").map(([, value]) => value);
  const usual = [...form.querySelectorAll("[name=columns][data-usual]")].map((box) => box.value);
  const same = columns.length === usual.length && columns.every((each) => usual.includes(each));
  const kept = pairs.filter(([name]) => name !== "columns" || !same);
  const query = new URLSearchParams(kept).toString().replaceAll("%2F", "/").replaceAll("%3A", ":");
  return query ? `${form.getAttribute("action")}?${query}` : form.getAttribute("action");
}
