/** What the audit trail keeps of a bulk edit: who changed how many, the first of them, and each product by itself. */
import type { By } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { type AuditSubject, recordAudit } from "../audit/audit.ts";
import type { BulkItem } from "./bulk-edit.ts";

/** Products an entry names with what they were and became; every product has its own in its history. */
const IN_TRAIL = 50;

export interface BulkEditDone extends By {
  /** What its fields were called in the request. */
  readonly fields: readonly string[];
  readonly role?: string | undefined;
  readonly requestId?: string | undefined;
  /** The run that wrote this page of it; absent where it was done at once. */
  readonly runId?: string | undefined;
}

export async function recordBulkEdit(tx: Tx, items: readonly BulkItem[], done: BulkEditDone): Promise<void> {
  const changed = items.filter((each) => each.error === null && Object.keys(each.changes).length > 0);
  if (changed.length === 0 && done.runId !== undefined) return;
  const named = changed.map((item) => ({ ...item, changes: amountsNamed(item.changes) }));
  const reported = named
    .slice(0, IN_TRAIL)
    .flatMap(({ title, changes }) =>
      Object.entries(changes).map(([field, sides]) => [isOfVariant(field) ? field : `${title} ${field}`, sides]),
    );
  await recordAudit(tx, {
    actor: done.actor,
    action: "products.bulk-edit",
    targetKind: done.runId === undefined ? "products" : "runs",
    targetId: done.runId ?? "",
    details: {
      fields: [...done.fields],
      ...(done.role !== undefined && { role: done.role }),
      counts: { changed: changed.length },
      changes: Object.fromEntries(reported),
    },
    requestId: done.requestId,
    subjects: named.flatMap(subjectsOf),
    now: done.now,
  });
}

/** A variant's field has its SKU before it already. */
const isOfVariant = (field: string): boolean => field.includes(" ");

/** "A-1 price" is an amount in minor units, and is called so wherever the trail is read. */
const amountsNamed = (changes: BulkItem["changes"]): BulkItem["changes"] =>
  Object.fromEntries(
    Object.entries(changes).map(([field, sides]) => [field.replace(/ (price|compareAt|cost)$/, " $1Minor"), sides]),
  );

const subjectsOf = ({ id, changes, variants }: BulkItem): readonly AuditSubject[] => [
  { kind: "products", id, changes },
  ...variants.map((variant): AuditSubject => ({ kind: "variants", ...variant })),
];
