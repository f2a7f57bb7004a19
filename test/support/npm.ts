/** npm as tests of packages use it, and how they say what they could not try. */
import { spawnSync } from "node:child_process";
import process from "node:process";

const NPM_WAIT_MS = 90_000;

export interface NpmAnswer {
  readonly ok: boolean;
  readonly out: string;
  /** Everything it printed. */
  readonly text: string;
}

/** Run by `npm test`, the tests inherit this project's settings for npm (.npmrc), which no stranger's folder has. */
const asStranger = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(?:ignore_scripts|min_release_age)$/i.test(name)),
  );

export function npm(args: readonly string[], cwd: string): NpmAnswer {
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"];
  const { status, stdout, stderr } = spawnSync("npm", [...args, ...quiet], {
    cwd,
    env: asStranger(),
    encoding: "utf8",
    timeout: NPM_WAIT_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
  return { ok: status === 0, out: stdout, text: `${stdout}${stderr}` };
}

/** Skipping is said where nobody overlooks it: a registry that does not answer is no reason to fail. */
export function skipped(what: string, why: string): string {
  process.stderr.write(`\nNOT TESTED: ${what}. ${why.trim().split("\n").at(-1) ?? ""}\n`);
  return why;
}
