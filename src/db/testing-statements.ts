/** What the drivers of this process send, for tests that count it. */
import pg from "pg";
import { vi } from "vitest";

export interface SentStatement {
  /** The same for all of one connection. */
  readonly line: unknown;
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Every statement that is sent while `work` runs, `begin` and `commit` among them. A tenant's settings are told as values
 * of its `begin`, with which they travel.
 */
export async function sentStatements(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const sent: SentStatement[] = [];
  const { submit } = pg.Query.prototype;
  const spy = vi.spyOn(pg.Query.prototype, "submit").mockImplementation(function (
    this: pg.Query & { readonly text?: string; readonly values?: readonly unknown[] },
    connection,
  ) {
    sent.push({ line: connection.stream, text: (this.text ?? "").trim(), values: this.values ?? [] });
    return Reflect.apply(submit, this, [connection]);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return sent.flatMap((one, n) => {
    if (one.text.startsWith("select set_config('argosy.organization'")) return [];
    const [settings] = sent.slice(n + 1).filter(({ line }) => line === one.line);
    return one.text === "begin" && settings ? [{ ...one, values: settings.values }] : [one];
  });
}
