/** The shop's own tables, asked over a connection of ours: by PHP, which is there with the shop. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { DumpedDatabase } from "../dump.ts";

export type Row = Readonly<Record<string, string | number | null>>;

export interface ShopDatabase {
  rows<T = Row>(sql: string, params?: readonly (string | number)[]): Promise<T[]>;
  close(): Promise<void>;
}

interface Waiting {
  readonly resolve: (rows: Row[]) => void;
  readonly reject: (error: Error) => void;
}

export function openDatabase(database: DumpedDatabase): ShopDatabase {
  const child = spawn("php", [join(import.meta.dirname, "database.php")], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting: Waiting[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    const answer = JSON.parse(line) as { readonly rows?: Row[]; readonly error?: string };
    const first = waiting.shift();
    if (answer.rows) first?.resolve(answer.rows);
    else first?.reject(new Error(answer.error));
  });
  let ended: Error | undefined;
  child.once("exit", (code, signal) => {
    ended = new Error(`The shop's database client ended with ${code ?? signal}.`);
    for (const one of waiting.splice(0)) one.reject(ended);
  });
  // With a socket PHP wants the word, not an address.
  const host = database.socket === null ? database.host.replace(/^localhost$/, "127.0.0.1") : "localhost";
  child.stdin.write(`${JSON.stringify({ ...database, host })}\n`);
  return {
    rows: <T>(sql: string, params: readonly (string | number)[] = []) =>
      new Promise<Row[]>((resolve, reject) => {
        if (ended) return reject(ended);
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify({ sql, params })}\n`);
      }) as Promise<T[]>,
    async close() {
      if (child.exitCode !== null) return;
      const exit = once(child, "exit");
      child.stdin.end();
      await exit;
    },
  };
}
