/** For tests: how many rows statements read, which says more of a plan than how long they take. */
import type { OrganizationId } from "../commerce/ids.ts";
import type { Tx } from "./database.ts";
import type { TestDatabase } from "./testing.ts";

interface PlanNode {
  readonly "Relation Name"?: string;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

function rowsRead(node: PlanNode): number {
  const here = node["Relation Name"] === undefined ? 0 : node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0);
  const compared = node["Rows Removed by Join Filter"] ?? 0;
  const own = (here + compared) * node["Actual Loops"];
  return (node.Plans ?? []).reduce((sum, child) => sum + rowsRead(child), own);
}

/** Rows a statement reads, of a role that is no tenant's; it is carried out. */
export async function rowsReadBy(tx: Tx, text: string, params?: readonly unknown[]): Promise<number> {
  const { "QUERY PLAN": plans } = await tx.one<{ "QUERY PLAN": readonly { readonly Plan: PlanNode }[] }>(
    `explain (analyze, timing off, format json) ${text}`,
    params,
  );
  return plans.reduce((sum, { Plan }) => sum + rowsRead(Plan), 0);
}

/** Runs the work as it is; each statement is explained before, its effect undone. Answers the rows the worst one read. */
export async function mostRowsRead(
  db: Pick<TestDatabase, "database">,
  organization: OrganizationId,
  work: (tx: Tx) => Promise<unknown>,
): Promise<{ readonly rows: number; readonly text: string; readonly ms: number }> {
  let worst = { rows: 0, text: "", ms: 0 };
  await db.database.tenant(organization, async (tx) => {
    const readNow = async (text: string, params?: readonly unknown[]) => {
      if (!params && !/^\s*(select|with)\b/i.test(text)) return;
      await tx.run("savepoint look");
      const [explained] = await tx.rows<{
        "QUERY PLAN": readonly { readonly Plan: PlanNode; readonly "Execution Time": number }[];
      }>(`explain (analyze, timing off, format json) ${text}`, params);
      await tx.run("rollback to look");
      const [found] = explained?.["QUERY PLAN"] ?? [];
      const rows = found ? rowsRead(found.Plan) : 0;
      if (rows > worst.rows) worst = { rows, text, ms: found?.["Execution Time"] ?? 0 };
    };
    await work({
      rows: <T>(text: string, params?: readonly unknown[]) =>
        readNow(text, params).then(() => tx.rows<T>(text, params)),
      one: <T>(text: string, params?: readonly unknown[]) => readNow(text, params).then(() => tx.one<T>(text, params)),
      maybe: <T>(text: string, params?: readonly unknown[]) =>
        readNow(text, params).then(() => tx.maybe<T>(text, params)),
      run: (text, params) => readNow(text, params).then(() => tx.run(text, params)),
    });
  });
  return worst;
}
