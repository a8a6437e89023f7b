// The button beside a text copies it; where the clipboard is closed (file:), the text is selected. Without scripts it
// would do nothing, so it is made here.
"use strict";
for (const pre of document.querySelectorAll(".copied pre")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${pre.getAttribute("aria-label")}`);
  pre.after(button);
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  const code = button.parentNode.querySelector("code");
  let done = false;
  try {
    await navigator.clipboard.writeText(code.textContent);
    done = true;
  } catch {
    getSelection().selectAllChildren(code);
    done = document.execCommand("copy");
  }
  button.textContent = done ? "Copied" : "Selected";
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
});
