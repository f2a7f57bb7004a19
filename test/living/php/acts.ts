/** People in a shop's back office: PHP that starts the shop's own code. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Status } from "../driver.ts";

/** One act of the shop's own code; rejects with the shop's own no. */
export type Act = <T = null>(act: string, input?: object) => Promise<T>;

interface BackOffice extends Pick<Status, "folder" | "url"> {
  /** Answers `{"act", ...}` on its input with a last line of JSON. */
  readonly script: string;
}

export function actsIn({ folder, url, script }: BackOffice, env: Readonly<Record<string, string>>): Act {
  const { host } = new URL(url);
  // What PHP has compiled is kept from act to act.
  const stored = [
    "enable_cli=1",
    "file_cache_only=1",
    `file_cache=${mkdtempSync(join(tmpdir(), "argosy-living-php-"))}`,
  ].flatMap((setting) => ["-d", `opcache.${setting}`]);
  return async <T>(act: string, input: object = {}): Promise<T> => {
    const child = spawn("php", [...stored, script, folder, host], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    const exit = once(child, "exit");
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => void parts.push(part));
    const read = once(child.stdout, "end");
    child.stdin.end(JSON.stringify({ act, ...input }));
    await Promise.all([exit, read]);
    const text = Buffer.concat(parts).toString().trimEnd();
    const last = text.slice(text.lastIndexOf("\n") + 1);
    if (!last.startsWith("{")) throw new Error(`The shop's PHP said: ${text.slice(-400)}`);
    const answer = JSON.parse(last) as { readonly done?: T; readonly error?: string };
    if (answer.error !== undefined) throw new Error(`${act}: ${answer.error}`);
    return answer.done as T;
  };
}
