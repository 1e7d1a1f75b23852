// Draws the charts of a page. The page gives, for each:
//
//   <figure class="chart" data-spec="ADDRESS" data-bundle="ADDRESS" data-failed="SENTENCE" data-keys="SENTENCE"
//           data-kind="tradeoff|history|ratings" data-name="FILE NAME WITHOUT ENDING">
//     <noscript><img src="ADDRESS" alt="…" width="…" height="…"></noscript>
//     <div class="chart-canvas"></div>
//     <button type="button" data-save="svg">…</button> <button type="button" data-save="png">…</button>
//   </figure>
//
// The specification is asked for with `width` and `theme` added to its address, and again when either changes or the
// page writes another `data-spec`. `data-state` tells how far it is: loading, drawn, failed.

const WIDTH_STEP = 20;
const LEAST_WIDTH = 280;
const REACH = 28;
const SETTLE_MS = 150;
const PNG_SCALE = 2;
const ERRORS_ONLY = 1; // Vega warns of every empty layer on an axis of time.
const dark = matchMedia("(prefers-color-scheme: dark)");

const theme = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "dark" || chosen === "light" ? chosen : dark.matches ? "dark" : "light";
};

const sameOrigin = (address) => {
  const url = new URL(address, document.baseURI);
  return url.origin === location.origin ? url : null;
};

const element = (name, className, text) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
};

// --- drawing -----------------------------------------------------------------------------------

const widthOf = (chart) => {
  const room = chart.canvas.clientWidth;
  return Math.max(LEAST_WIDTH, Math.floor(room / WIDTH_STEP) * WIDTH_STEP);
};

const specOf = async (chart, width, colours) => {
  const url = sameOrigin(chart.figure.dataset.spec);
  if (!url) throw new Error("a chart's specification must come from this site");
  url.searchParams.set("width", String(width));
  url.searchParams.set("theme", colours);
  const reply = await fetch(url, { headers: { Accept: "application/json" } });
  if (!reply.ok) throw new Error(`the chart's specification: ${reply.status}`);
  return reply.json();
};

const bundleOf = async (chart) => {
  const url = sameOrigin(chart.figure.dataset.bundle);
  if (!url) throw new Error("the charts' script must come from this site");
  return import(url.href);
};

// Whatever a specification says, nothing is fetched for it.
const refuse = () => Promise.reject(new Error("charts load nothing"));
const loader = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

const embed = (vegaEmbed, host, spec) =>
  vegaEmbed(host, spec, {
    mode: "vega-lite",
    renderer: "svg",
    ast: true,
    actions: false,
    defaultStyle: false,
    tooltip: false,
    hover: false,
    logLevel: ERRORS_ONLY,
    loader,
  });

const draw = async (chart) => {
  const turn = ++chart.turn;
  const width = widthOf(chart);
  const colours = theme();
  chart.drawnFor = `${width} ${colours} ${chart.figure.dataset.spec}`;
  chart.figure.dataset.state = "loading";
  chart.canvas.setAttribute("aria-busy", "true");
  try {
    const [{ vegaEmbed }, spec] = await Promise.all([bundleOf(chart), specOf(chart, width, colours)]);
    if (turn !== chart.turn) return;
    const host = element("div", "chart-host");
    const result = await embed(vegaEmbed, host, spec);
    if (turn !== chart.turn) return result.finalize();
    show(chart, host, spec, result);
  } catch (error) {
    if (turn === chart.turn) fail(chart, error);
  }
};

const show = (chart, host, spec, result) => {
  close(chart);
  chart.finalize?.();
  Object.assign(chart, { host, spec, view: result.view, finalize: result.finalize });
  chart.points = [...(spec.datasets?.points ?? [])].sort((a, b) => a.px - b.px || a.py - b.py);
  host.querySelector("svg")?.setAttribute("aria-hidden", "true");
  chart.canvas.replaceChildren(host, chart.tip);
  chart.canvas.setAttribute("aria-label", spec.usermeta?.title ?? "");
  chart.canvas.setAttribute("aria-description", [spec.description, chart.figure.dataset.keys].filter(Boolean).join(" "));
  settle(chart, "drawn");
};

const settle = (chart, state) => {
  chart.canvas.removeAttribute("aria-busy");
  chart.figure.dataset.state = state;
  for (const button of chart.buttons) button.disabled = state !== "drawn";
};

const fail = (chart, error) => {
  console.warn("chart:", error.message);
  close(chart);
  chart.finalize?.();
  Object.assign(chart, { view: null, finalize: null, points: [] });
  chart.canvas.removeAttribute("tabindex");
  chart.canvas.removeAttribute("role");
  const sentence = element("p", "chart-failed", chart.figure.dataset.failed ?? "");
  sentence.setAttribute("role", "status");
  const image = stillImage(chart.figure);
  chart.canvas.replaceChildren(...(image ? [image] : []), sentence);
  settle(chart, "failed");
};

// With scripts on, what is within <noscript> is text: read the picture's address out of it.
const stillImage = (figure) => {
  const text = figure.querySelector("noscript")?.textContent;
  const given = text && new DOMParser().parseFromString(text, "text/html").querySelector("img");
  const url = given && sameOrigin(given.getAttribute("src") ?? "");
  if (!url) return null;
  const image = element("img", "chart-still");
  image.src = url.href;
  image.alt = given.getAttribute("alt") ?? "";
  return image;
};

// --- one point at a time -------------------------------------------------------------------------

const scaleOf = (chart) => {
  const picture = chart.host.querySelector("svg").getBoundingClientRect();
  const { left, top, right } = chart.view.padding();
  return { picture, left, top, factor: picture.width / (chart.view.width() + left + right) };
};

const nearest = (chart, event) => {
  if (!chart.view) return null;
  const { picture, left, top, factor } = scaleOf(chart);
  const x = (event.clientX - picture.left) / factor - left;
  const y = (event.clientY - picture.top) / factor - top;
  let best = null;
  let reach = REACH ** 2;
  for (const point of chart.points) {
    const distance = (point.px - x) ** 2 + (point.py - y) ** 2;
    if (distance < reach) [best, reach] = [point, distance];
  }
  return best;
};

const sentenceOf = (point) =>
  [point.name, point.author, ...point.facts.map(([name, value]) => `${name}: ${value}`)].filter(Boolean).join("; ");

const fill = (tip, point) => {
  const name = element("p", "chart-tip-name");
  name.append(element("bdi", "", point.name));
  const facts = element("dl", "chart-tip-facts");
  for (const [term, value] of point.facts) facts.append(element("dt", "", term), element("dd", "", value));
  tip.replaceChildren(name, ...(point.author ? [element("p", "chart-tip-author", point.author)] : []), facts);
};

const place = (chart, point) => {
  const { picture, left, top, factor } = scaleOf(chart);
  const room = chart.canvas.getBoundingClientRect();
  const x = picture.left - room.left + (point.px + left) * factor;
  const y = picture.top - room.top + (point.py + top) * factor;
  const { offsetWidth: wide, offsetHeight: high } = chart.tip;
  const before = x + 14 + wide > room.width;
  chart.tip.style.left = `${Math.max(0, before ? Math.min(x - 14 - wide, room.width - wide) : x + 14)}px`;
  chart.tip.style.top = `${y - high - 14 < 0 ? y + 14 : y - high - 14}px`;
};

const open = (chart, point, aloud) => {
  if (chart.active !== point) {
    chart.active = point;
    chart.view.signal("focus", point.id).runAsync();
    fill(chart.tip, point);
    chart.tip.hidden = false;
    chart.canvas.classList.toggle("chart-leads", Boolean(point.href));
    place(chart, point);
  }
  if (aloud) chart.live.textContent = sentenceOf(point);
};

const close = (chart) => {
  if (!chart.active) return;
  chart.active = null;
  chart.tip.hidden = true;
  chart.live.textContent = "";
  chart.canvas.classList.remove("chart-leads");
  chart.view?.signal("focus", null).runAsync();
};

const follow = (point, event) => {
  const url = point.href ? sameOrigin(point.href) : null;
  if (!url) return;
  if (event.ctrlKey || event.metaKey) window.open(url.href, "_blank", "noopener");
  else location.assign(url.href);
};

// --- pointer, keys, buttons ------------------------------------------------------------------------

const onPointer = (chart) => {
  const { canvas } = chart;
  let touched = null;
  canvas.addEventListener("pointermove", (event) => {
    const point = nearest(chart, event);
    if (point) open(chart, point, false);
    else close(chart);
  });
  canvas.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch" ? { before: chart.active } : null;
  });
  canvas.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "touch") close(chart);
  });
  canvas.addEventListener("click", (event) => {
    const point = nearest(chart, event);
    if (!point) return close(chart);
    // A finger cannot hover: its first touch shows the figures, the second follows.
    if (touched && touched.before !== point) return open(chart, point, true);
    follow(point, event);
  });
};

const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

const towards = (chart, key) => {
  const last = chart.points.length - 1;
  const now = chart.points.indexOf(chart.active);
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (!(key in STEPS)) return null;
  if (now < 0) return STEPS[key] > 0 ? 0 : last;
  return Math.min(last, Math.max(0, now + STEPS[key]));
};

const onKeys = (chart) => {
  chart.canvas.addEventListener("keydown", (event) => {
    if (!chart.view || !chart.points.length || event.altKey) return;
    if (event.key === "Escape") return close(chart);
    if (event.key === "Enter" && chart.active) return follow(chart.active, event);
    const index = towards(chart, event.key);
    if (index === null) return;
    event.preventDefault();
    open(chart, chart.points[index], true);
  });
  chart.canvas.addEventListener("blur", () => close(chart));
};

const escapeText = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const svgOf = async (chart) => {
  const text = await chart.view.toSVG();
  const end = text.indexOf(">", text.indexOf("<svg"));
  const { description = "", usermeta } = chart.spec;
  const told = `<title>${escapeText(usermeta?.title ?? "")}</title><desc>${escapeText(description)}</desc>`;
  return URL.createObjectURL(new Blob([text.slice(0, end + 1), told, text.slice(end + 1)], { type: "image/svg+xml" }));
};

const save = async (chart, kind) => {
  close(chart);
  await chart.view.runAsync();
  const link = element("a");
  link.href = kind === "svg" ? await svgOf(chart) : await chart.view.toImageURL("png", PNG_SCALE);
  link.download = `${chart.figure.dataset.name || "chart"}.${kind}`;
  link.click();
  if (link.href.startsWith("blob:")) setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

const onButtons = (chart) => {
  for (const button of chart.buttons) {
    button.disabled = true;
    button.addEventListener("click", () => {
      if (chart.view) save(chart, button.dataset.save).catch((error) => console.warn("chart:", error.message));
    });
  }
};

// --- a figure's life ---------------------------------------------------------------------------------

const onChanges = (chart) => {
  let waiting = 0;
  const again = () => {
    const wanted = `${widthOf(chart)} ${theme()} ${chart.figure.dataset.spec}`;
    if (wanted !== chart.drawnFor) draw(chart);
  };
  new ResizeObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(again, SETTLE_MS);
  }).observe(chart.canvas);
  new MutationObserver(again).observe(chart.figure, { attributeFilter: ["data-spec"] });
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  dark.addEventListener("change", again);
};

const begin = (figure) => {
  const canvas = figure.querySelector(".chart-canvas");
  if (!canvas) return;
  const buttons = [...figure.querySelectorAll("button[data-save]")];
  const tip = element("div", "chart-tip");
  const live = element("div", "chart-live");
  tip.hidden = true;
  tip.setAttribute("aria-hidden", "true");
  live.setAttribute("aria-live", "polite");
  figure.append(live);
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", figure.querySelector("figcaption")?.textContent.trim() ?? "");
  const chart = { figure, canvas, buttons, tip, live, turn: 0, points: [], active: null, view: null };
  onPointer(chart);
  onKeys(chart);
  onButtons(chart);
  onChanges(chart);
  draw(chart);
};

for (const figure of document.querySelectorAll("figure.chart[data-spec][data-bundle]")) begin(figure);
