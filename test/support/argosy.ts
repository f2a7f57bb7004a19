/** The command `argosy` as somebody types it, with no settings but those given. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";

export interface Typed {
  readonly out: string;
  readonly error: string;
  readonly code: number | null;
}

const REPOSITORYS = join(import.meta.dirname, "../../cli/argosy.mjs");

/** Types the command in a folder, which is also where it keeps whom it is signed in to. */
export function commandIn(
  folder: string,
  program = REPOSITORYS,
): (args: readonly string[], env?: Readonly<Record<string, string>>, typed?: string) => Promise<Typed> {
  return (args, env = {}, typed = "") => {
    const { ARGOSY_URL: _url, ARGOSY_KEY: _key, DATABASE_URL: _database, ...rest } = process.env;
    const child = spawn(process.execPath, [program, ...args], {
      cwd: folder,
      env: { ...rest, XDG_CONFIG_HOME: folder, ...env },
    });
    child.stdin.end(typed);
    const reported = { out: "", error: "" };
    child.stdout.on("data", (text) => (reported.out += text));
    child.stderr.on("data", (text) => (reported.error += text));
    return new Promise((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ ...reported, code }));
    });
  };
}
