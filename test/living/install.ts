/** A shop's packages, in exactly the versions of its lock file, in a folder git does not see. Not packages of Argosy's. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import type { Driver } from "./driver.ts";

const ROOT = resolve(import.meta.dirname, "../../.living");

/** A registry that never answers is one that refuses. */
const MOST_MS = 6 * 60_000;

export type Installed = { readonly packages: string } | { readonly refused: string };

/** Installs what is missing. Says why where the registry or the machine refuses. */
export function install({ provider, manifest }: Driver): Installed {
  const packages = join(ROOT, provider);
  const lock = readFileSync(join(manifest, "package-lock.json"));
  const expected = createHash("sha256").update(lock).digest("hex");
  const stamp = join(packages, "node_modules/.installed-for");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === expected) return { packages };
  mkdirSync(packages, { recursive: true });
  for (const file of ["package.json", "package-lock.json"]) copyFileSync(join(manifest, file), join(packages, file));
  process.stdout.write(`Installing the shop's packages into ${packages} ...\n`);
  // On the Node that plays the journey, which the shop's packages ask for.
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
  const done = spawnSync(
    "npm",
    ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
    {
      cwd: packages,
      env,
      encoding: "utf8",
      timeout: MOST_MS,
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  if (done.error) return { refused: done.error.message };
  if (done.status !== 0) return { refused: done.stderr.trim().slice(0, 400) };
  writeFileSync(stamp, expected);
  return { packages };
}
