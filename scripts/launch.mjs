// Runs one of the project's TypeScript programs on the pinned Node, installing first when needed.
// Plain JavaScript for Node 18 and without dependencies: it is what runs before anything is installed.
//   node scripts/launch.mjs <file> [arguments...]
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

/** True when every package of the lock file is installed in its version; development ones only where needed. */
function isInstalled(needsDevelopment) {
  const read = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  try {
    const wanted = read(join(root, "package-lock.json"));
    const present = read(join(modules, ".package-lock.json"));
    return Object.entries(wanted).every(([path, entry]) => {
      if (path === "") return true;
      if (present[path]) return present[path].version === entry.version;
      return entry.optional || entry.devOptional || (entry.dev && !needsDevelopment);
    });
  } catch {
    return false; // no or unreadable lock file of an installation: install again
  }
}

function install() {
  process.stderr.write("Installing the dependencies; this takes a moment the first time ...\n");
  // Without node_modules/.bin, which npm ci deletes under its own feet, and without install scripts:
  // nothing here needs one, and newer npm versions refuse to run them anyway.
  const path = (process.env.PATH ?? "").split(delimiter).filter((entry) => !entry.startsWith(modules));
  const script = process.env.npm_execpath;
  const byNode = script !== undefined && /\.c?js$/.test(script) && /npm-cli/.test(script);
  const interpreter = process.env.npm_node_execpath ?? process.execPath;
  const [command, first] = byNode && !interpreter.startsWith(modules) ? [interpreter, [script]] : ["npm", []];
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = (subcommand, stdio) =>
    spawnSync(command, [...first, ...subcommand, ...flags], {
      cwd: root,
      env: { ...process.env, PATH: path.join(delimiter), NODE_ENV: "development" },
      stdio: ["ignore", ...stdio],
    });
  // "install" does the same by the same lock file where "ci" finds fault with it: a registry that lacks the packages
  // of other platforms leaves them out of the lock file, and some npm versions insist on them.
  let result = npm(["ci"], ["ignore", "ignore"]);
  if (result.error) fail(`npm could not be started to install the dependencies: ${result.error.message}.`);
  if (result.status !== 0) result = npm(["install", "--no-save"], [2, 2]);
  if (result.status !== 0)
    fail("Installing the dependencies failed; the lines above tell why. Check the network and run the command again.");
}

/** The Node to run on: the pinned one, else this one when it is at least as new in its major version. */
function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const candidates = [
    join(modules, `node-${platform}`, "bin", "node"),
    join(modules, "node", "bin", "node"),
    join(modules, "node", "node_modules", `node-${platform}`, "bin", "node"),
    join(modules, "node", "node_modules", `node-bin-${platform}`, "bin", "node"),
  ];
  const found = candidates.find((file) => existsSync(file));
  if (found) return found;
  if (Number(process.versions.node.split(".")[0]) >= 24) return process.execPath;
  return fail(
    `Argosy runs on Node 24 and npm has none ready for ${platform}; install Node 24 and run the command again.`,
  );
}

const [program, ...args] = process.argv.slice(2);
if (!program) fail("Usage: node scripts/launch.mjs <file> [arguments...]");
if (!isInstalled(!program.startsWith("src/"))) install();
const file = resolve(root, program);
if (!existsSync(file)) fail(`${program} does not exist.`);
const node = pinnedNode();
const env = { ...process.env, PATH: [dirname(node), join(modules, ".bin"), process.env.PATH].join(delimiter) };

if (process.version === `v${JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies.node}`) {
  // Already the pinned Node: no second process.
  process.env.PATH = env.PATH;
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
} else {
  const child = spawn(node, [file, ...args], { stdio: "inherit", env });
  // A terminal sends Ctrl-C to the whole group already.
  const forwarded = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGTERM", "SIGHUP", "SIGINT"];
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"])
    process.on(signal, () => forwarded.includes(signal) && child.kill(signal));
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}.`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
