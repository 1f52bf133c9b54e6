// The words of compressed tries, one a line: node tries.mjs FILE...; run where the package cspell-trie-lib is installed.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { pathToFileURL } from "node:url";

const folder = `${process.cwd()}/node_modules/cspell-trie-lib`;
const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
const { importTrie, iteratorTrieWords } = await import(pathToFileURL(`${folder}/${exports["."].import ?? exports["."]}`));
for (const file of process.argv.slice(2)) {
  const trie = importTrie(gunzipSync(readFileSync(file)).toString("utf8").split("\n"));
  for (const word of iteratorTrieWords(trie)) console.log(word);
}
