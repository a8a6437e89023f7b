// Starts Pyodide under Node with the process's own descriptors and runs the agent, unchanged, in it.
// Usage: node start.mjs PYODIDE_MJS AGENT_PY; the working directory is mounted and entered.
import fs from "node:fs";
import path from "node:path";

const [module, agent] = process.argv.slice(2);
const { loadPyodide } = await import(module);
const snapshot = path.join(path.dirname(module), "snapshot.bin"); // snapshot.mjs writes it, where a version can
const pyodide = await loadPyodide(fs.existsSync(snapshot) ? { _loadSnapshot: fs.readFileSync(snapshot) } : {});

// A description of its own: Node makes descriptor 0 non-blocking, and Pyodide then sleeps 100 ms at a time.
const input = fs.existsSync("/dev/stdin") ? fs.openSync("/dev/stdin", "r") : 0;
const writer = (descriptor) => ({
  write(buffer) {
    return fs.writeSync(descriptor, buffer);
  },
});
pyodide.setStdin({
  read(buffer) {
    return fs.readSync(input, buffer);
  },
});
pyodide.setStdout(writer(1));
pyodide.setStderr(writer(2));
pyodide.FS.mkdirTree("/subject");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: process.cwd() }, "/subject");
pyodide.FS.chdir("/subject");
pyodide.runPython(fs.readFileSync(agent, "utf-8"));
