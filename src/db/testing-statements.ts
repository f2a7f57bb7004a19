/** For tests: what the drivers of this process send, which says what work costs whatever the machine. */
import pg from "pg";
import { vi } from "vitest";

export interface SentStatement {
  readonly client: pg.Client;
  readonly text: string;
}

/** Every statement that is sent while `work` runs, `begin` and `commit` among them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<SentStatement[]> {
  const statements: SentStatement[] = [];
  const { query } = pg.Client.prototype;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (
    this: pg.Client,
    ...given: unknown[]
  ) {
    const [first] = given as [string | { readonly text?: string }];
    statements.push({ client: this, text: (typeof first === "string" ? first : (first.text ?? "")).trim() });
    return Reflect.apply(query, this, given);
  });
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return statements;
}
