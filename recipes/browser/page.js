// Shows what the worker says as it plays. A worker, because the page would stand still meanwhile.
"use strict";
const worker = new Worker("worker.mjs", { type: "module" });
const status = document.getElementById("status");
worker.addEventListener("message", ({ data }) => {
  if (data.status) status.textContent = data.status;
  if (data.line) document.getElementById("lines").append(data.line + "\n");
  if (data.results) {
    const link = document.getElementById("results");
    link.href = URL.createObjectURL(new Blob([data.results], { type: "application/jsonl" }));
    link.hidden = false;
  }
  if ("code" in data) document.body.dataset.code = data.code;
});
worker.addEventListener("error", (event) => {
  status.textContent = `The worker ended: ${event.message}`;
  document.body.dataset.code = "broken";
});
