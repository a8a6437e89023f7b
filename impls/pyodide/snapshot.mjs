// Writes what Pyodide's memory holds once its interpreter stands beside it: a start from there takes a fifth of the time.
// Usage: node snapshot.mjs PYODIDE_MJS; a version that makes none (before 0.26) ends with an error and writes nothing.
import fs from "node:fs";
import path from "node:path";

const [module] = process.argv.slice(2);
const { loadPyodide } = await import(module);
const pyodide = await loadPyodide({ _makeSnapshot: true });
const place = path.join(path.dirname(module), "snapshot.bin");
fs.writeFileSync(`${place}.new`, pyodide.makeMemorySnapshot());
fs.renameSync(`${place}.new`, place);
