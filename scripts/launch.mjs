// Runs one of the project's TypeScript programs on the pinned Node, installing first when needed.
// Plain JavaScript for Node 18 and without dependencies: it is what runs before anything is installed.
//   node scripts/launch.mjs <file> [arguments...]
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { delimiter, dirname, join, relative, resolve, sep } from "node:path";
import process from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { oneAtATime } from "./one-at-a-time.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
/** Installed as a package: npm put the packages it needs in place, some of them beside it. */
const isPackage = root.split(sep).includes("node_modules");
const nodeVersion = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).dependencies.node;
const isNewEnough = Number(process.versions.node.split(".")[0]) >= Number(nodeVersion.split(".")[0]);
const fail = (message) => {
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

const lockFile = join(root, "package-lock.json");
const stamp = join(modules, ".installed-for");
const lockHash = () => createHash("sha256").update(readFileSync(lockFile)).digest("hex");

/** True when every package of the lock file is installed in its version; development ones only where needed. */
function isInstalled(needsDevelopment) {
  const read = (file) => JSON.parse(readFileSync(file, "utf8")).packages;
  const machine = `${process.platform}-${process.arch}`;
  try {
    if (existsSync(stamp) && readFileSync(stamp, "utf8") === lockHash()) return true;
    const present = read(join(modules, ".package-lock.json"));
    const wanted = Object.entries(read(lockFile)).filter(
      ([path, entry]) => path !== "" && (needsDevelopment || !(entry.dev || entry.devOptional || entry.peer)),
    );
    // Of native packages one of those for this machine has to be there (there are several for several C libraries).
    const natives = wanted.filter(([path]) => path.includes(machine)).map(([path]) => path.split(machine)[0]);
    return (
      wanted.every(([path, entry]) => (present[path] ? present[path].version === entry.version : entry.optional)) &&
      natives.every((start) => Object.keys(present).some((path) => path.startsWith(start + machine)))
    );
  } catch {
    return false; // no or unreadable lock file of an installation: install again
  }
}

/** How to call npm: a command, its first arguments and the PATH; on the given Node when one is given. */
function npmCall(node) {
  const script = process.env.npm_execpath;
  const isScript = script !== undefined && /npm-cli\.c?js$/.test(script);
  const own = process.env.npm_node_execpath ?? process.execPath;
  // Without node_modules/.bin, which an installation deletes under its own feet.
  const path = (process.env.PATH ?? "").split(delimiter).filter((entry) => !entry.startsWith(modules));
  if (node) path.unshift(dirname(node));
  const interpreter = node ?? (own.startsWith(modules) ? undefined : own);
  const [command, first] = isScript && interpreter ? [interpreter, [script]] : ["npm", []];
  return (args, stdio) =>
    spawnSync(command, [...first, ...args, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      env: { ...process.env, PATH: path.join(delimiter), NODE_ENV: "development" },
      stdio: ["ignore", ...stdio],
    });
}

/**
 * The pinned Node, fetched alone into a temporary folder. npm leaves out optional packages that do not suit the Node it
 * runs on, so that an old Node would install too little; on the pinned one it installs what the program needs.
 */
function fetchNode(folder) {
  const name = `node-${process.platform}-${process.arch}`;
  npmCall()(["install", "--no-save", "--prefix", folder, `${name}@${nodeVersion}`], ["ignore", "ignore"]);
  const file = join(folder, "node_modules", name, "bin", "node");
  return existsSync(file) ? file : undefined;
}

function install() {
  process.stderr.write("Installing the dependencies; this takes a moment the first time ...\n");
  const folder = mkdtempSync(join(tmpdir(), "argosy-install-"));
  try {
    const npm = npmCall(isNewEnough ? undefined : fetchNode(folder));
    // "install" does the same by the same lock file where "ci" finds fault with it: a registry that lacks the packages
    // of other platforms leaves them out of the lock file, and some npm versions insist on them.
    let result = npm(["ci"], ["ignore", "ignore"]);
    if (result.error) fail(`npm could not be started to install the dependencies: ${result.error.message}.`);
    if (result.status !== 0) result = npm(["install", "--no-save"], [2, 2]);
    if (result.status !== 0)
      fail(
        "Installing the dependencies failed; the lines above tell why. Check the network and run the command again.",
      );
    writeFileSync(stamp, lockHash());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The Node to run on: the pinned one, else this one when it is at least as new in its major version. */
function pinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const folders = isPackage ? [modules, dirname(root)] : [modules];
  const candidates = folders.flatMap((folder) => [
    join(folder, `node-${platform}`, "bin", "node"),
    join(folder, "node", "bin", "node"),
    join(folder, "node", "node_modules", `node-${platform}`, "bin", "node"),
    join(folder, "node", "node_modules", `node-bin-${platform}`, "bin", "node"),
  ]);
  const found = candidates.find((file) => existsSync(file));
  if (found) return found;
  if (isNewEnough) return process.execPath;
  return fail(
    `Argosy runs on Node 24 and npm has none ready for ${platform}; install Node 24 and run the command again.`,
  );
}

/** What an operator runs beside the hub works with the packages the hub itself has. */
const OPERATORS = ["backup", "distribute", "doctor", "move-files", "rebuild-profit", "restore", "rotate-keys"];
const needsDevelopment = (path) =>
  !["src", "cli"].includes(path.split(sep)[0]) && !OPERATORS.includes(/^scripts.([\w-]+)\.ts$/.exec(path)?.[1]);

const [program, ...args] = process.argv.slice(2);
if (!program) fail("Usage: node scripts/launch.mjs <file> [arguments...]");
const file = resolve(root, program);
if (process.env.NODE_ENV === "production") {
  // What runs in production was put together before: an image that may not be written to, packages without the optional ones.
  if (!isPackage && !existsSync(modules))
    fail("The packages are not installed, and with NODE_ENV=production nothing installs them: run npm ci first.");
} else if (!isPackage) {
  const isReady = () => isInstalled(needsDevelopment(relative(root, file)));
  // An installation begins by deleting what is there, also what another command is just putting there.
  if (!isReady())
    oneAtATime(join(root, ".installing"), isReady, install, () =>
      process.stderr.write("Waiting for another command that installs the dependencies ...\n"),
    );
}
if (!existsSync(file)) fail(`${program} does not exist.`);
const node = pinnedNode();
if (["src/main.ts", "demo/main.ts"].includes(program)) {
  const { status } = spawnSync(node, [join(root, "scripts/build-web.ts")], { cwd: root, stdio: ["ignore", 2, 2] });
  if (status !== 0) process.exit(status ?? 1);
  // With connectors from packages the sources are read; a bound of the hub's memory is none of the compiler's.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const compiled = process.env.CONNECTORS
    ? { status: 0 }
    : spawnSync(node, [join(root, "scripts/build-server.ts")], { cwd: root, env, stdio: ["ignore", 2, 2] });
  if (compiled.status !== 0)
    process.stderr.write("The hub is not compiled and starts from its sources: slower, and with more memory.\n");
}
const env = { ...process.env, PATH: [dirname(node), join(modules, ".bin"), process.env.PATH].join(delimiter) };

const flags = isPackage
  ? ["--disable-warning=ExperimentalWarning", "--import", new URL("strip-types.mjs", import.meta.url).href]
  : [];

if (process.version === `v${nodeVersion}` && flags.length === 0) {
  // Already the pinned Node: no second process.
  process.env.PATH = env.PATH;
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
} else {
  const child = spawn(node, [...flags, file, ...args], { stdio: "inherit", env });
  // A terminal sends Ctrl-C to the whole group already.
  const forwarded = process.stdin.isTTY ? ["SIGTERM", "SIGHUP"] : ["SIGTERM", "SIGHUP", "SIGINT"];
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"])
    process.on(signal, () => forwarded.includes(signal) && child.kill(signal));
  child.on("error", (error) => fail(`${node} could not be started: ${error.message}.`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
