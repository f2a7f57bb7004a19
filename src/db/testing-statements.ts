/** For tests: what the drivers of this process send, which says what work costs whatever the machine. */
import pg from "pg";
import { vi } from "vitest";

export interface SentStatement {
  readonly client: pg.Client;
  readonly text: string;
}

/** What listeners of this process, and those who watch the servers of places, ask by the clock, whatever it does. */
const BY_THE_CLOCK = /^select (?:1$|p\.shardid::text as anchor)/;

/** Every statement that is sent while `work` runs, `begin` and `commit` among them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const statements: SentStatement[] = [];
  const { query } = pg.Client.prototype;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [first] = given as [string | { readonly text?: string }];
    const text = (typeof first === "string" ? first : (first.text ?? "")).trim();
    if (!BY_THE_CLOCK.test(text)) statements.push({ client: this, text });
    return Reflect.apply(query, this, given);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return statements;
}
