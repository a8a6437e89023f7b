// Draws the matrix of requirements by subjects, filters it, and keeps the view in the address.
"use strict";
(() => {
  const PAGE = 60; // columns that are drawn at once: a thousand would be a million cells
  const { requirements, subjects, verdicts, reasons } = REPORT;
  const form = document.getElementById("filters");
  const grid = document.getElementById("grid");
  const detail = document.getElementById("detail");
  const shown = document.getElementById("shown");
  const pager = document.getElementById("pager");
  const texts = requirements.map((one) => (one.id + " " + one.text).toLowerCase());
  const letters = {};
  for (const [letter, [word]] of Object.entries(verdicts)) letters[word] = letter;
  const GROUPS = ["level", "stem", "verdict", "platform", "edition", "implementation", "differ"];
  let rows = [], stems = [], columns = [], drawn = "", page = 0, focused = null;

  const make = (tag, attributes, ...content) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
    made.append(...content);
    return made;
  };

  const chosen = () => {
    const found = { q: form.elements.q.value.trim().toLowerCase() };
    for (const name of GROUPS) {
      found[name] = new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
    }
    return found;
  };

  const toAddress = (state) => {
    const parts = new URLSearchParams();
    if (state.q) parts.set("q", state.q);
    for (const name of GROUPS) if (state[name].size) parts.set(name, [...state[name]].join(","));
    if (page) parts.set("page", page + 1);
    const text = parts.toString();
    if (text !== location.hash.slice(1)) history.replaceState(history.state, "", text ? "#" + text : location.pathname + location.search);
  };

  const fromAddress = () => {
    const text = location.hash.slice(1);
    if (text && !text.includes("=")) return;
    const parts = new URLSearchParams(text);
    form.elements.q.value = parts.get("q") || "";
    for (const name of GROUPS) {
      const values = new Set((parts.get(name) || "").split(","));
      for (const box of form.querySelectorAll(`input[name=${name}]`)) box.checked = values.has(box.value);
    }
    page = Math.max(0, (parseInt(parts.get("page"), 10) || 1) - 1);
  };

  const draw = () => {
    const names = make("tr", {}, make("th", { scope: "col" }, "requirement"));
    for (const at of columns) {
      const link = make("a", { href: `subjects/${subjects[at].slug}.html`, title: subjects[at].label, tabindex: -1 }, subjects[at].label);
      names.append(make("th", { scope: "col" }, link));
    }
    const cols = make("colgroup", {}, make("col", { class: "name" }));
    for (const _ of columns) cols.append(make("col", { class: "cell" }));
    const body = make("tbody");
    rows = []; stems = [];
    let stem = "";
    requirements.forEach((one, n) => {
      if (one.stem !== stem) {
        stem = one.stem;
        const title = make("tr", { class: "stem" }, make("th", { scope: "rowgroup", colspan: 1, class: "stem" }, stem));
        stems.push({ stem, row: title });
        body.append(title);
      }
      const row = document.createElement("tr");
      const link = make("a", { href: `requirements/${one.id}.html`, title: one.text, tabindex: -1 }, one.id);
      const cells = columns.map((at) => {
        const letter = subjects[at].verdicts[n];
        const [word, symbol] = verdicts[letter];
        return `<td class="${letter === "-" ? "none" : letter}" role="gridcell" tabindex="-1" aria-label="${word}">${symbol}`;
      });
      row.innerHTML = cells.join(""); // letters, words and symbols of ours: nothing of a results file
      row.prepend(make("th", { scope: "row" }, link, make("span", {}, "  " + one.text)));
      row.dataset.n = n;
      rows.push(row);
      body.append(row);
    });
    grid.style.setProperty("--columns", columns.length);
    grid.replaceChildren(cols, make("thead", {}, names), body);
    focused = null;
    document.getElementById("scroll").classList.remove("waiting");
  };

  const apply = () => {
    const state = chosen();
    const matching = [];
    subjects.forEach((one, at) => {
      if ((!state.platform.size || state.platform.has(one.platform)) && (!state.edition.size || state.edition.has(one.edition)) &&
          (!state.implementation.size || state.implementation.has(one.implementation))) matching.push(at);
    });
    page = Math.min(page, Math.max(0, Math.ceil(matching.length / PAGE) - 1));
    columns = matching.slice(page * PAGE, (page + 1) * PAGE);
    if (drawn !== columns.join()) { draw(); drawn = columns.join(); }
    const wanted = [...state.verdict].map((word) => letters[word]);
    const used = new Set();
    const counts = {};
    let count = 0;
    requirements.forEach((one, n) => {
      let show = (!state.level.size || state.level.has(one.level)) && (!state.stem.size || state.stem.has(one.stem)) &&
        state.q.split(/\s+/).every((word) => texts[n].includes(word));
      if (show && wanted.length) show = matching.some((at) => wanted.includes(subjects[at].verdicts[n]));
      if (show && state.differ.size) show = new Set(matching.map((at) => subjects[at].verdicts[n]).filter((v) => v !== "i" && v !== "-")).size > 1;
      if (rows[n].hidden === show) rows[n].hidden = !show;
      if (!show) return;
      count += 1;
      used.add(one.stem);
      for (const at of matching) counts[subjects[at].verdicts[n]] = (counts[subjects[at].verdicts[n]] || 0) + 1;
    });
    for (const { stem, row } of stems) row.hidden = !used.has(stem);
    const visible = new Set(matching);
    for (const row of document.querySelectorAll("#subjects tbody tr")) row.hidden = !visible.has(Number(row.dataset.n));
    const numbers = Object.keys(verdicts).filter((v) => counts[v]).map((v) => `${counts[v]} ${verdicts[v][0]}`).join(", ");
    shown.textContent = `${count} of ${requirements.length} requirements, ${matching.length} of ${subjects.length} subjects` + (numbers ? `: ${numbers}` : "");
    pager.hidden = matching.length <= PAGE;
    const [before, said, after] = pager.children;
    said.textContent = `subjects ${page * PAGE + 1} to ${page * PAGE + columns.length} of ${matching.length}`;
    before.disabled = page === 0;
    after.disabled = (page + 1) * PAGE >= matching.length;
    const first = rows.find((row) => !row.hidden);
    if ((!focused || focused.closest("tr").hidden) && first && first.cells[1]) reach(first.cells[1], false);
    toAddress(state);
  };

  // The grid is one stop of the Tab key: of all cells, and of the links in its headers, one can be reached by it.
  const target = (cell) => cell.querySelector("a") || cell;
  const reach = (cell, now) => {
    if (focused) target(focused).tabIndex = -1;
    focused = cell;
    target(cell).tabIndex = 0;
    if (now) target(cell).focus();
  };

  const about = (cell) => {
    const n = Number(cell.parentNode.dataset.n), at = columns[cell.cellIndex - 1];
    return { requirement: requirements[n], subject: subjects[at], n };
  };

  const tell = (cell) => {
    const { requirement, subject, n } = about(cell);
    const [word, symbol] = verdicts[subject.verdicts[n]];
    const more = [subject.kinds[n], reasons[subject.reasons[n]]].filter(Boolean).join("; ");
    detail.replaceChildren(make("b", {}, requirement.id), " · " + subject.label + ": ", make("b", {}, symbol + " " + word),
      (more ? ` (${more})` : "") + ". " + requirement.text);
  };

  // Where somebody was when a page of the matrix was opened: there they are again on the way back.
  const remember = (cell) => {
    const row = cell.parentNode;
    history.replaceState({ n: row.dataset.n, column: cell.cellIndex ? subjects[columns[cell.cellIndex - 1]].slug : "" }, "");
  };
  const recall = () => {
    if (!history.state) return;
    const { n, column } = history.state;
    const row = n === undefined ? grid.tHead.rows[0] : rows[n];
    const cell = row && !row.hidden && row.cells[column ? columns.findIndex((one) => subjects[one].slug === column) + 1 : 0];
    if (!cell) return;
    reach(cell, true);
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const open = (cell) => {
    const { requirement, subject, n } = about(cell);
    remember(cell);
    location.href = subject.kinds[n] ? `subjects/${subject.slug}.html#${requirement.id}` : `requirements/${requirement.id}.html`;
  };

  grid.addEventListener("mouseover", (event) => { const cell = event.target.closest("td"); if (cell) tell(cell); });
  grid.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td, th");
    if (!cell) return;
    reach(cell, false);
    if (cell.tagName === "TD") tell(cell);
  });
  grid.addEventListener("click", (event) => {
    const cell = event.target.closest("td, th");
    if (cell && cell.tagName === "TD") open(cell);
    else if (cell && event.target.closest("a")) remember(cell);
  });
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    if (!cell) return;
    const row = cell.parentNode, visible = [grid.tHead.rows[0], ...rows.filter((one) => !one.hidden)], at = visible.indexOf(row);
    const step = (by) => visible[Math.max(0, Math.min(at + by, visible.length - 1))].cells[cell.cellIndex];
    const to = {
      ArrowRight: () => row.cells[cell.cellIndex + 1], ArrowLeft: () => row.cells[cell.cellIndex - 1],
      ArrowDown: () => step(1), ArrowUp: () => step(-1), PageDown: () => step(10), PageUp: () => step(-10),
      Home: () => row.cells[1], End: () => row.cells[row.cells.length - 1],
    }[event.key];
    if (event.key === "Enter" && cell.tagName === "TD") { open(cell); event.preventDefault(); return; }
    const next = to && to();
    if (to) event.preventDefault();
    if (next) { reach(next, true); next.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => { page = 0; apply(); });
  form.addEventListener("reset", () => setTimeout(() => { page = 0; apply(); }));
  pager.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) { page += Number(button.dataset.by); apply(); }
  });
  window.addEventListener("hashchange", () => { fromAddress(); apply(); });
  fromAddress();
  apply();
  recall();
})();
