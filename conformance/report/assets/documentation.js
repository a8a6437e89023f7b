// Says of every sentence of the page what the chosen subject does with it.
"use strict";
(() => {
  const { subjects, verdicts, reasons } = REPORT;
  const form = document.getElementById("choose");
  const shown = document.getElementById("shown");
  const sentences = [...document.querySelectorAll(".sentences li")];
  const FINE = "pi-";

  const together = (n) => {
    const found = subjects.map((one) => one.verdicts[n]).filter((letter) => letter !== "i" && letter !== "-");
    const holding = found.filter((letter) => letter === "p").length;
    if (!found.length) return ["-", "not run", ""];
    const worst = Object.keys(verdicts).find((letter) => found.includes(letter));
    return [worst, holding === found.length ? `${holding} hold` : `${holding} of ${found.length} hold`, ""];
  };

  const apply = () => {
    const slug = form.elements.subject.value;
    const subject = subjects.find((one) => one.slug === slug);
    const trouble = form.elements.trouble.checked;
    const counts = {};
    const absent = new Set();
    for (const sentence of sentences) {
      const n = Number(sentence.dataset.n);
      const [letter, said, more] = subject
        ? [subject.verdicts[n], verdicts[subject.verdicts[n]][0], [subject.kinds[n], reasons[subject.reasons[n]]].filter(Boolean).join("; ")]
        : together(n);
      const [word, symbol] = verdicts[letter];
      counts[word] = (counts[word] || 0) + 1;
      if (letter === "-" && more) absent.add(more.split(":")[0]);
      const name = letter === "-" ? "absent" : word;
      sentence.className = name;
      sentence.hidden = trouble && FINE.includes(letter);
      const mark = sentence.querySelector(".mark");
      mark.className = "mark " + name;
      mark.textContent = symbol + " " + said;
      mark.title = more;
    }
    for (const list of document.querySelectorAll(".sentences")) {
      list.hidden = list.previousElementSibling.hidden = [...list.children].every((one) => one.hidden);
    }
    shown.textContent = subject ? Object.keys(verdicts).map((v) => verdicts[v][0]).filter((w) => counts[w]).map((w) => `${counts[w]} ${w}` + (w === verdicts["-"][0] && absent.size ? ` (${[...absent].join("; ")})` : "")).join(", ") : "";
    const parts = new URLSearchParams();
    if (slug) parts.set("subject", slug);
    if (trouble) parts.set("trouble", "1");
    const text = parts.toString();
    if (location.hash.includes("=") || text) history.replaceState(null, "", text ? "#" + text : location.pathname + location.search);
  };

  const fromAddress = () => {
    const text = location.hash.slice(1);
    if (text && !text.includes("=")) return;
    const parts = new URLSearchParams(text);
    const slug = parts.get("subject") || "";
    form.elements.subject.value = subjects.some((one) => one.slug === slug) ? slug : "";
    form.elements.trouble.checked = parts.get("trouble") === "1";
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", apply);
  window.addEventListener("hashchange", () => { fromAddress(); apply(); });
  fromAddress();
  apply();
})();
