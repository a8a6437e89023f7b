// Loads Pyodide from the folder beside it and plays mmap_vectors.py in it.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const say = (message) => self.postMessage(message);
try {
  const pyodide = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  const answer = await fetch("mmap_vectors.py");
  if (!answer.ok) throw new Error(`mmap_vectors.py: ${answer.status}`);
  pyodide.FS.writeFile("mmap_vectors.py", await answer.text());
  say({ status: "Playing." });
  let last = "";
  pyodide.globals.set("say", (line) => {
    last = line;
    say({ line });
  });
  const code = pyodide.runPython(`
import sys
sys.path.insert(0, "")
import mmap_vectors
mmap_vectors.run("mmap", echo=say, verbose=True)
`);
  let results = null;
  try {
    results = pyodide.FS.readFile("mmap_vectors_results.jsonl", { encoding: "utf8" });
  } catch { /* the play came to none: the status says why */ }
  say({ status: last, results, code });
} catch (error) {
  say({ status: `It cannot be played: ${error.message}`, code: "broken" });
}
