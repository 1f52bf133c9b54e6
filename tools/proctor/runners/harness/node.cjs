// Runs a snippet in node as node would, and tells on the record channel which of its lines printed what and how it ended.
// What is used here is taken before the snippet runs, so that a snippet which replaces it replaces it for itself.
"use strict";

const fs = require("fs");
const path = require("path");
const vm = require("vm");
const { Module } = require("module");
const { pathToFileURL } = require("url");
const { inspect } = require("util");

const MOST_TEXT = 20000; // characters of one printed text or message
const MOST = 2 << 20; // characters of all reports
const DEPTH = 60; // frames between a write and the snippet's frame that caused it
const NEEDS_MODULE = [
  "Cannot use import statement outside a module",
  "Unexpected token 'export'",
  "Cannot use 'import.meta' outside a module",
];
const NEEDS_AWAIT = "await is only valid in async functions and the top level bodies of modules";
const ONLY_NODE = ["process", "global", "Buffer", "setImmediate", "clearImmediate"];

const { writeSync, readFileSync } = fs;
const { stringify } = JSON;
const { captureStackTrace } = Error;
const ErrorClass = Error;
const host = process; // which a page's script does not have
const slice = Function.prototype.call.bind(String.prototype.slice);
const channel = Number(host.env.PROCTOR_RECORD);
const mark = takeMark();
const places = { __proto__: null }; // path or URL of a file of the snippet -> its index
let left = MOST;
let busy = false; // what this file calls may be the snippet's by now, and print itself

// Read before the snippet runs, so that no snippet can say for itself that it came to its end.
function takeMark() {
  const pipe = Number(host.env.PROCTOR_MARK);
  const value = readFileSync(pipe, "latin1");
  fs.closeSync(pipe);
  return value;
}

function send(bytes) {
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(channel, bytes, done);
    } catch (error) {
      if (error.code !== "EAGAIN") return;
    }
  }
}

const toBytes = Buffer.from;

function report(kind, ...values) {
  const line = stringify([kind, ...values]) + "\n";
  left -= line.length;
  if (left > 0 || kind !== "printed") send(toBytes(line));
}

// The main script came to its end. What its timers and promises do is reported until the process ends, and the mark comes last.
function ended() {
  report("done");
  host.once("exit", () => send(toBytes(mark + "00000000")));
}

// Index into `files`, and line, of the innermost frame of the snippet.
function caller(above) {
  const { stackTraceLimit, prepareStackTrace } = ErrorClass;
  const had = "prepareStackTrace" in ErrorClass;
  const holder = {};
  ErrorClass.stackTraceLimit = DEPTH;
  ErrorClass.prepareStackTrace = (_, sites) => sites;
  captureStackTrace(holder, above);
  const sites = holder.stack;
  ErrorClass.stackTraceLimit = stackTraceLimit;
  if (had) ErrorClass.prepareStackTrace = prepareStackTrace;
  else delete ErrorClass.prepareStackTrace;
  for (const site of sites) {
    const nth = places[site.getFileName()];
    if (nth !== undefined) return [nth, site.getLineNumber()];
  }
  return [-1, 0];
}

function known(file, nth) {
  places[file] = places[pathToFileURL(file)] = nth;
  return file;
}

// A stream's write, which also tells who wrote. Each call of a console method writes once.
function listen(stream) {
  const { write } = stream;
  const written = function (chunk, ...rest) {
    if (busy) return write.call(stream, chunk, ...rest);
    busy = true;
    try {
      const text = typeof chunk === "string" ? chunk : toBytes(chunk).toString();
      const [file, line] = caller(written);
      report("printed", file, line, line, slice(text, 0, MOST_TEXT), false);
    } catch {
      // A snippet that breaks what this needs is not told where it printed.
    } finally {
      busy = false;
    }
    return write.call(stream, chunk, ...rest);
  };
  stream.write = written;
}

// What ends the program: its type as people name it, and where it was made.
function failed(error) {
  const fields = { type: typeof error, message: "", bases: [] };
  try {
    if (error !== null && typeof error === "object" && typeof error.stack === "string") {
      const made = error.constructor && error.constructor.name;
      fields.type = String(error.name && error.name !== "Error" ? error.name : made || "Error");
      fields.message = String(error.message);
      fields.code = String(error.code || "");
      fields.stack = slice(error.stack, 0, MOST_TEXT);
      for (let p = Object.getPrototypeOf(error); p && fields.bases.length < 20; p = Object.getPrototypeOf(p)) {
        fields.bases.push(String(p.constructor && p.constructor.name));
      }
    } else fields.message = inspect(error);
  } catch {
    fields.message = "an error whose text cannot be made";
  }
  fields.message = slice(fields.message, 0, MOST_TEXT);
  report("failure", fields);
}

// "commonjs" where that parses, or nothing does; "module" where only a module parses; "async" for top-level await beside `require`.
function kind(code) {
  try {
    vm.compileFunction(code, ["exports", "require", "module", "__filename", "__dirname"]);
    return "commonjs";
  } catch (error) {
    if (error.message === NEEDS_AWAIT && /\brequire\s*\(/.test(code)) {
      try {
        new vm.Script(`(async () => {\n${code}\n})`);
        return "async";
      } catch {
        return "module";
      }
    }
    return error.message === NEEDS_AWAIT || NEEDS_MODULE.includes(error.message) ? "module" : "commonjs";
  }
}

// Classic scripts, as in a page: `this` and `var` are the global object, and what only node has is not there.
function runScripts(names) {
  for (const name of ONLY_NODE) delete globalThis[name];
  for (const file of names) {
    const importModuleDynamically = vm.constants && vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
    new vm.Script(readFileSync(file, "utf8"), { filename: file, importModuleDynamically }).runInThisContext();
  }
  ended();
}

function runAsync(file, code) {
  const main = new Module(file, null);
  host.mainModule = main;
  Object.assign(main, { id: ".", filename: file, paths: Module._nodeModulePaths(path.dirname(file)) });
  report("shift", 1);
  main._compile(`return (async () => {\n${code}\n})();`, file).then(ended);
}

function runFile(file, environment) {
  const code = readFileSync(file, "utf8");
  const how = environment === "esm" || file.endsWith(".mjs") ? "module" : file.endsWith(".js") ? kind(code) : "commonjs";
  const other = file.replace(/\.js$/, ".mjs");
  if (how === "module") {
    if (other !== file) fs.existsSync(other) ? fs.unlinkSync(file) : fs.renameSync(file, other);
    host.argv[1] = known(other, 0);
    import(pathToFileURL(other)).then(ended);
    return;
  }
  if (other !== file && fs.existsSync(other)) fs.unlinkSync(other);
  if (how === "async") return runAsync(file, code);
  Module._load(file, null, true);
  ended();
}

const [environment, ...names] = host.argv.slice(2);
const files = names.map((name, nth) => known(fs.realpathSync(name), nth));
host.argv.splice(1, host.argv.length, files[0]);
delete host.env.PROCTOR_RECORD;
delete host.env.PROCTOR_MARK;
listen(host.stdout);
listen(host.stderr);
host.on("uncaughtExceptionMonitor", failed);
if (environment === "script" || environment === "browser") runScripts(files);
else runFile(files[0], environment);
