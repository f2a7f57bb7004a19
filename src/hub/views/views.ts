import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";

export const viewSubjects = [
  "orders",
  "products",
  "customers",
  "levels",
  "returns",
  "conflicts",
  "runs",
  "audit",
  "documents",
  "movements",
  "stores",
] as const;
export type ViewSubject = (typeof viewSubjects)[number];

/** A list's query as its address has it: names to text, or to texts. */
export type ViewFilter = Readonly<Record<string, string | readonly string[]>>;

export const savedViewSchema = z
  .object({
    id,
    subject: z.enum(viewSubjects),
    name: z.string(),
    filter: typed<ViewFilter>(z.record(z.string(), z.unknown())),
    columns: z.array(z.string()),
    position: z.int(),
    isShared: z.boolean(),
    /** Whether the one who asks made it. */
    isMine: z.boolean(),
    createdAt: time,
    updatedAt: time,
  })
  .meta({ id: "SavedView", description: "A list's filter under a name" });

export type SavedView = Answered<typeof savedViewSchema>;

/** Who asks: members see their own views and the shared ones; changing others' shared ones, or sharing, needs `mayShare`. */
export interface Viewer {
  readonly memberId: string;
  readonly mayShare: boolean;
}

export interface ViewFields {
  readonly name: string;
  readonly filter: ViewFilter;
  readonly columns: readonly string[];
  readonly position: number;
  readonly isShared: boolean;
}

/** So many views help nobody any more. */
const MOST_VIEWS = 200;

const VIEW = `select id, subject, name, filter, columns, position, is_shared as "isShared", member_id = $1 as "isMine",
    created_at as "createdAt", updated_at as "updatedAt"
  from saved_view where organization_id = argosy.tenant() and (member_id = $1 or is_shared)`;

/** A list's views in their order. */
export async function listViews(tx: Tx, viewer: Viewer, subject: ViewSubject | undefined): Promise<SavedView[]> {
  return tx.rows<SavedView>(
    `${VIEW} and ($2::text is null or subject = $2) order by subject, position, name, id limit ${2 * MOST_VIEWS}`,
    [viewer.memberId, subject ?? null],
  );
}

/** One view. Throws HubError VIEW_UNKNOWN, also for another member's own. */
export async function getView(tx: Tx, viewer: Viewer, id: string): Promise<SavedView> {
  const view = await tx.maybe<SavedView>(`${VIEW} and id = $2`, [viewer.memberId, id]);
  if (!view) throw new HubError("VIEW_UNKNOWN", "not_found", "There is no such view.");
  return view;
}

/** Throws HubError VIEW_SHARE_DENIED, VIEW_TOO_MANY. */
export async function createView(
  tx: Tx,
  viewer: Viewer,
  input: ViewFields & { readonly subject: ViewSubject; readonly now: Date },
): Promise<SavedView> {
  if (input.isShared) refuseSharing(viewer);
  const { count } = await tx.one<{ count: number }>(
    "select count(*)::int as count from saved_view where organization_id = argosy.tenant() and member_id = $1",
    [viewer.memberId],
  );
  if (count >= MOST_VIEWS)
    throw new HubError("VIEW_TOO_MANY", "conflict", `There are ${MOST_VIEWS} views of yours; delete some first.`);
  const { id } = await tx.one<{ id: string }>(
    `insert into saved_view (organization_id, member_id, subject, name, filter, columns, position, is_shared,
       created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $8) returning id`,
    [
      viewer.memberId,
      input.subject,
      input.name,
      jsonParameter(input.filter),
      input.columns,
      input.position,
      input.isShared,
      input.now,
    ],
  );
  return getView(tx, viewer, id);
}

export type ViewPatch = { readonly [Field in keyof ViewFields]?: ViewFields[Field] | undefined };

/** Changes what the patch names. Throws HubError VIEW_UNKNOWN, VIEW_SHARE_DENIED. */
export async function updateView(
  tx: Tx,
  viewer: Viewer,
  input: { readonly id: string; readonly patch: ViewPatch; readonly now: Date },
): Promise<SavedView> {
  await tx.rows("select 1 from saved_view where organization_id = argosy.tenant() and id = $1 for update", [input.id]);
  const before = await getView(tx, viewer, input.id);
  const { patch } = input;
  const after = {
    ...before,
    name: patch.name ?? before.name,
    filter: patch.filter ?? before.filter,
    columns: patch.columns ?? before.columns,
    position: patch.position ?? before.position,
    isShared: patch.isShared ?? before.isShared,
  };
  if (!before.isMine || (after.isShared && !before.isShared)) refuseSharing(viewer);
  await tx.run(
    `update saved_view set name = $2, filter = $3, columns = $4, position = $5, is_shared = $6, updated_at = $7
     where organization_id = argosy.tenant() and id = $1`,
    [input.id, after.name, jsonParameter(after.filter), after.columns, after.position, after.isShared, input.now],
  );
  // Made private by somebody else, it is its maker's alone from here on.
  return { ...after, updatedAt: input.now };
}

/** Throws HubError VIEW_UNKNOWN, VIEW_SHARE_DENIED. */
export async function deleteView(tx: Tx, viewer: Viewer, id: string): Promise<void> {
  const view = await getView(tx, viewer, id);
  if (!view.isMine) refuseSharing(viewer);
  await tx.run("delete from saved_view where organization_id = argosy.tenant() and id = $1", [id]);
}

function refuseSharing({ mayShare }: Viewer): void {
  if (mayShare) return;
  throw new HubError(
    "VIEW_SHARE_DENIED",
    "forbidden",
    "Views for everybody are made and changed by owners and admins; keep it as your own instead.",
  );
}
