// Typeset formulas with KaTeX, strictly: one line for each that fails, exit status 1 when there are any.
// node tests/katex.mjs FOLDER-OF-NODE-MODULES < [[TEX, DISPLAY], ...]
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const katex = createRequire(join(process.argv[2], "x.js"))("katex");
const faults = JSON.parse(readFileSync(0, "utf8")).flatMap(([tex, displayMode]) => {
  try {
    katex.renderToString(tex, { displayMode, strict: "error", throwOnError: true });
    return [];
  } catch (error) {
    return [`${tex.trim()}: ${error.message}`];
  }
});
console.log(faults.join("\n"));
process.exit(faults.length ? 1 : 0);
