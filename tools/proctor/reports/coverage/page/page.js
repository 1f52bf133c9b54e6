"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const search = byId("search"), status = byId("status"), topic = byId("topic");
  const body = byId("questions").tBodies[0];
  const rows = Array.from(body.rows, (row) => ({
    row,
    status: row.dataset.status,
    changed: "change" in row.dataset,
    topic: row.cells[2].textContent,
    text: row.textContent.toLowerCase(),
  }));
  const cards = document.querySelectorAll("button.card");
  let waiting = 0; // the timer of a filter that is still to come
  const isOpen = (one) => one === "placeholder" || one === "empty";

  const hasStatus = (each) => {
    if (status.value === "open") return isOpen(each.status);
    return status.value === "changed" ? each.changed : !status.value || status.value === each.status;
  };

  function filter() {
    waiting = clearTimeout(waiting);
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of rows) {
      const fits = hasStatus(each) && (!topic.value || topic.value === each.topic) && words.every((word) => each.text.includes(word));
      each.row.hidden = !fits;
      shown += fits;
    }
    byId("shown").textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
    byId("nothing").hidden = shown > 0;
    for (const card of cards) card.setAttribute("aria-pressed", String(card.dataset.status === status.value));
  }

  function value(row, column, kind) {
    const cell = row.cells[column];
    const text = cell.dataset.value ?? cell.textContent;
    return kind === "number" ? Number(text) : text.toLowerCase();
  }

  function sort(button) {
    const head = button.closest("th"), table = button.closest("table"), kind = button.dataset.sort;
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const order = new Intl.Collator(undefined, { numeric: true });
    const keyed = Array.from(table.tBodies[0].rows, (row) => [value(row, head.cellIndex, kind), row]);
    keyed.sort(([a], [b]) => (kind === "number" ? a - b : order.compare(a, b)) * (down ? -1 : 1));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  }

  function reset() {
    search.value = "";
    status.value = "open";
    topic.value = "";
    filter();
  }

  function move(step) {
    if (waiting) filter(); // of what was typed a moment ago: else it would hide the row that gets the focus
    const shown = Array.from(body.rows).filter((row) => !row.hidden);
    const at = shown.indexOf(document.activeElement.closest ? document.activeElement.closest("#questions tbody tr") : null);
    const next = shown[at < 0 ? (step > 0 ? 0 : shown.length - 1) : at + step];
    if (next) next.focus();
    else if (step < 0) search.focus();
  }

  function toggle() {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("proctor-theme", root.dataset.theme); } catch { /* a page without storage forgets */ }
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) search.focus(), search.select();
    else if (event.key === "Escape") reset(), document.activeElement.blur();
    else if (event.key === "ArrowDown" && event.target.tagName !== "SELECT") move(1);
    else if (event.key === "ArrowUp" && event.target.tagName !== "SELECT") move(-1);
    else if (event.key === "Enter" && event.target.matches("#questions tr")) event.target.querySelector("a")?.click();
    else return;
    event.preventDefault();
  }

  try {
    const kept = localStorage.getItem("proctor-theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch { /* the same */ }
  search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 60); });
  status.addEventListener("change", filter);
  topic.addEventListener("change", filter);
  for (const card of cards) {
    card.addEventListener("click", () => { status.value = status.value === card.dataset.status ? "" : card.dataset.status; filter(); });
  }
  for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", () => sort(button));
  for (const pick of document.querySelectorAll("[data-pick]")) {
    pick.addEventListener("click", () => {
      const isTopic = pick.closest("#topics");
      topic.value = isTopic ? pick.dataset.pick : "";
      search.value = isTopic ? "" : `${pick.dataset.pick}:`;
      status.value = "";
      filter();
      byId("questions-title").scrollIntoView();
      search.focus({ preventScroll: true });
    });
  }
  byId("reset").addEventListener("click", reset);
  byId("theme").addEventListener("click", toggle);
  document.addEventListener("keydown", key);
  if (!rows.some((each) => isOpen(each.status))) status.value = "";
  filter();
})();
