/** Cash sessions: from opening the drawer to counting it, and the Z report. */

import { z } from "zod";
import { type CountedCash, countedCash } from "../../commerce/till/cash.ts";
import type { TillPaymentKind } from "../../commerce/till/types.ts";
import {
  type CashMove,
  type SessionSale,
  type TillPerson,
  type ZReport,
  zReportOf,
  zReportsTogether,
} from "../../commerce/till/z-report.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { byAge, type MadeWithin, type Placed, sortedPage, timeWithin, unplaced } from "../sorting.ts";
import { type JournalKind, writeJournal } from "./journal.ts";
import { pickupPaymentsOf } from "./pickup-payments.ts";
import { lockRegister } from "./registers.ts";
import { storedJson, storedPayments, storedTotals } from "./sale-input.ts";
import { JOIN_STAFF, STAFF } from "./staff.ts";

const cashMoveViewSchema = z.object({
  id,
  direction: z.enum(["in", "out"]),
  amount: minorUnits.describe("minor units"),
  reason: z.string(),
  staffId: id,
  staffName: z.string(),
  movedAt: time,
});

export type CashMoveView = Answered<typeof cashMoveViewSchema>;

export const sessionViewSchema = z
  .object({
    id,
    registerId: id,
    registerName: z.string(),
    currency: z.string(),
    openedBy: id,
    openedByName: z.string(),
    openedAt: time,
    floatMinor: minorUnits.describe("minor units"),
    closedBy: id.nullable(),
    closedByName: z.string().nullable(),
    closedAt: time.nullable(),
    countedMinor: minorUnits.describe("minor units").nullable(),
    expectedMinor: minorUnits.describe("minor units").nullable(),
    differenceMinor: minorUnits.describe("minor units").nullable(),
    zNumber: z.int().nullable(),
    salesCount: z.int(),
    differingCount: z
      .int()
      .describe("sales counted otherwise than the device showed, or paid by gift cards or cards the hub does not know"),
    lateCount: z.int().describe("sales that came after it was closed, and are not in its Z report"),
  })
  .meta({ id: "RegisterSession", description: "From opening a drawer to counting it" });

export type SessionView = Answered<typeof sessionViewSchema>;

const reportSchema = z
  .object({
    salesCount: z.int(),
    returnsCount: z.int(),
    sales: z.int().describe("minor units"),
    returns: z.int().describe("minor units"),
    discount: z.int().describe("minor units"),
    tax: z.int().describe("minor units"),
    taxes: z.array(
      z.object({
        tax: z.string(),
        rate: z.string(),
        base: z.int().describe("minor units"),
        amount: z.int().describe("minor units"),
      }),
    ),
    rounding: z.int().describe("minor units"),
    collected: z
      .int()
      .describe("minor units")
      .describe("paid for orders of channels that were picked up: no sales of the register"),
    payments: z.array(
      z.object({
        kind: z.enum(["cash", "card", "gift_card", "other", "deposit"]),
        count: z.int(),
        taken: z.int().describe("minor units"),
        returned: z.int().describe("minor units"),
        tips: z.int().describe("minor units"),
      }),
    ),
    tips: z
      .array(z.object({ staffId: id, staffName: z.string(), amount: z.int().describe("minor units") }))
      .describe("by the person who took them, most first"),
    float: z.int().describe("minor units"),
    paidIn: z.int().describe("minor units"),
    paidOut: z.int().describe("minor units"),
    expected: z.int().describe("minor units"),
    counted: z.int().describe("minor units").nullable(),
    difference: z.int().describe("minor units").nullable(),
  })
  .meta({ id: "ZReport", description: "What a session took, and whether the drawer has it" });

export const sessionDetailSchema = sessionViewSchema
  .extend({
    moves: z.array(cashMoveViewSchema).describe("the newest 500, oldest first; the report has the sums of all"),
    counts: z.array(z.object({ value: z.int().describe("minor units"), count: z.int() })),
    /** As it was when the session was closed; of an open one as it stands now. */
    report: typed<ZReport>(reportSchema),
  })
  .meta({ id: "RegisterSessionDetail", description: "A session with its cash movements and its Z report" });

export type SessionDetail = Answered<typeof sessionDetailSchema>;

const COLUMNS = `
  s.id, s.register_id as "registerId", r.name as "registerName", r.currency, s.opened_by as "openedBy",
    o.name as "openedByName", ${columns("s", "openedAt floatMinor closedBy")},
    c.name as "closedByName", ${columns("s", "closedAt countedMinor expectedMinor")},
    s.counted_minor - s.expected_minor as "differenceMinor",
    s.z_number as "zNumber", n.sales as "salesCount", n.late as "lateCount",
    n.differing as "differingCount"
  from argosy.pos_session s
  join argosy.pos_register r on r.organization_id = argosy.tenant() and r.id = s.register_id
  join argosy.pos_staff o on o.organization_id = argosy.tenant() and o.id = s.opened_by
  left join argosy.pos_staff c on c.organization_id = argosy.tenant() and c.id = s.closed_by
  cross join lateral (
    select count(*)::int as sales, count(*) filter (where p.is_late)::int as late,
      count(*) filter (where p.differences <> '[]')::int as differing
    from argosy.pos_sale p where p.organization_id = argosy.tenant() and p.session_id = s.id) n
  where s.organization_id = argosy.tenant()`;

const SORTS = byAge(["s.opened_at", "timestamptz"], ["s.id", "uuid"]);

/** Sessions, the last opened first. */
export async function listSessions(
  tx: Tx,
  filter: PageRequest & MadeWithin & { readonly registerId?: string | undefined },
): Promise<Page<SessionView>> {
  const params: unknown[] = filter.registerId === undefined ? [] : [filter.registerId];
  const opened = timeWithin("s.opened_at", filter, params);
  const by = sortedPage(SORTS.newest, filter, params);
  const requested = filter.registerId === undefined ? "" : "and s.register_id = $1";
  const rows = await by.rows<Placed<SessionView>>(
    tx,
    `select ${by.place}, ${COLUMNS} ${requested} ${opened} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** The session of a register that is open; null where none is. */
export async function openSession(tx: Tx, registerId: string): Promise<SessionView | null> {
  const found = await tx.maybe<SessionView>(`select ${COLUMNS} and s.register_id = $1 and s.closed_at is null`, [
    registerId,
  ]);
  return found ?? null;
}

const notFound = () => refusal("POS_SESSION_NOT_FOUND", "sessionId");

/** Throws HubError POS_SESSION_NOT_FOUND. */
export async function getSession(tx: Tx, id: string): Promise<SessionDetail> {
  const session = await tx.maybe<SessionView>(`select ${COLUMNS} and s.id = $1`, [id]);
  if (!session) throw notFound();
  const { counts } = await tx.one<{ counts: SessionDetail["counts"] | null }>(
    "select counts from argosy.pos_session where organization_id = argosy.tenant() and id = $1",
    [id],
  );
  const report = await reportOf(tx, session, session.countedMinor);
  return { ...session, moves: await movesOf(tx, id), counts: counts ?? [], report };
}

/** More than a drawer sees in a day; what a person reads of a session, and what its paper lists. */
const MOST_MOVES = 500;

/** The newest of them, oldest first. */
async function movesOf(tx: Tx, sessionId: string): Promise<CashMoveView[]> {
  const rows = await tx.rows<CashMoveView>(
    `select m.id, m.direction, m.amount_minor as amount, m.reason, m.staff_id as "staffId", p.name as "staffName",
       m.moved_at as "movedAt"
     from argosy.pos_cash_move m
     join argosy.pos_staff p on p.organization_id = argosy.tenant() and p.id = m.staff_id
     where m.organization_id = argosy.tenant() and m.session_id = $1
     order by m.moved_at desc, m.id desc limit ${MOST_MOVES}`,
    [sessionId],
  );
  return rows.reverse();
}

const movedIn = (tx: Tx, sessionId: string): Promise<CashMove[]> =>
  tx.rows<CashMove>(
    `select direction, sum(amount_minor)::bigint as amount from argosy.pos_cash_move
     where organization_id = argosy.tenant() and session_id = $1 group by direction`,
    [sessionId],
  );

/** Sales of a session summed up at once: one that is never closed grows for years. */
const SALES_AT_ONCE = 1_000;

/** The sums of a session's sales, so many at a time: nobody waits for all of them, and not all are held. */
async function salesOf(tx: Tx, sessionId: string): Promise<ZReport[]> {
  let together: ZReport[] = [];
  for (let after: Pick<SaleRow, "soldAt" | "id"> | null = null; ; ) {
    const rows: SaleRow[] = await tx.rows<SaleRow>(
      `select s.id, s.sold_at::text as "soldAt", s.sale -> 'payments' as payments, s.totals, ${STAFF}
       from argosy.pos_sale s ${JOIN_STAFF}
       where s.organization_id = argosy.tenant() and s.session_id = $1 and s.voided_at is null and not s.is_late
         and ($2::timestamptz is null or (s.sold_at, s.id) < ($2::timestamptz, $3::uuid))
       order by s.sold_at desc, s.id desc limit ${SALES_AT_ONCE}`,
      [sessionId, after?.soldAt ?? null, after?.id ?? null],
    );
    const sales = rows.map(({ payments, totals, staff }) => ({
      ...storedTotals(totals),
      payments: storedPayments(payments),
      staff,
    }));
    const report = zReportOf({ float: 0n, moves: [], sales, counted: null });
    together = [zReportsTogether([...together, report])];
    after = rows.at(-1) ?? null;
    if (rows.length < SALES_AT_ONCE) return together;
  }
}

interface SaleRow {
  readonly id: string;
  /** As PostgreSQL writes it. */
  readonly soldAt: string;
  readonly payments: unknown;
  readonly totals: unknown;
  readonly staff: TillPerson;
}

/** Sales that came late or were voided are not in it, so that it stays what it was when the drawer was counted. */
async function reportOf(
  tx: Tx,
  session: Pick<SessionView, "id" | "floatMinor">,
  counted: bigint | null,
): Promise<ZReport> {
  const own = zReportOf({
    float: session.floatMinor,
    moves: await movedIn(tx, session.id),
    sales: [...(await depositsOf(tx, session.id)), ...(await pickupPaymentsOf(tx, session.id))],
    counted,
  });
  return zReportsTogether([...(await salesOf(tx, session.id)), own]);
}

/** What came into the drawer as deposits is owed to customers until their sales take it. */
async function depositsOf(tx: Tx, sessionId: string): Promise<SessionSale[]> {
  const rows = await tx.rows<{
    id: string;
    kind: TillPaymentKind;
    amount: bigint;
    tip: bigint;
    staff: TillPerson;
  }>(
    `select s.id, s.kind, s.amount_minor as amount, s.tip_minor as tip, ${STAFF} from argosy.pos_deposit s ${JOIN_STAFF}
     where s.organization_id = argosy.tenant() and s.session_id = $1 order by s.taken_at, s.id`,
    [sessionId],
  );
  const nothing = { subtotal: 0n, discount: 0n, net: 0n, tax: 0n, total: 0n, rounding: 0n, taxes: [] };
  return rows.map(({ id, kind, amount, tip, staff }) => ({
    ...{ ...nothing, staff },
    isDeposit: true,
    payments: [
      { key: id, kind, amount, tip },
      { key: `${id} owed`, kind: "deposit", amount: -amount },
    ],
  }));
}

interface SessionAct {
  readonly staffId: string;
  /** When it was done on the device. */
  readonly at: Date;
  readonly now: Date;
}

/** Opens the drawer; the same id again answers the same. Throws HubError POS_SESSION_OPEN, POS_STAFF_NOT_FOUND. */
export async function beginSession(
  tx: Tx,
  act: SessionAct & { readonly id: string; readonly registerId: string; readonly floatMinor: bigint },
): Promise<SessionDetail> {
  const register = await lockRegister(tx, act.registerId);
  const existing = await tx.maybe(
    "select 1 from argosy.pos_session where organization_id = argosy.tenant() and id = $1",
    [act.id],
  );
  if (existing) return getSession(tx, act.id);
  if (register.openSessionId !== null)
    throw new HubError("POS_SESSION_OPEN", "conflict", "The register's session is still open. Close it first.");
  await requireStaff(tx, act.staffId);
  await tx.run(
    `insert into argosy.pos_session (organization_id, id, register_id, opened_by, opened_at, float_minor, received_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6)`,
    [act.id, register.id, act.staffId, act.at, act.floatMinor, act.now],
  );
  const data = { sessionId: act.id, staffId: act.staffId, float: Number(act.floatMinor) };
  await writeJournal(tx, { registerId: register.id, kind: "session_opened", at: act.at, data });
  return getSession(tx, act.id);
}

async function requireStaff(tx: Tx, id: string): Promise<void> {
  const found = await tx.maybe("select 1 from argosy.pos_staff where organization_id = argosy.tenant() and id = $1", [
    id,
  ]);
  if (!found) throw refusal("POS_STAFF_NOT_FOUND", "staffId");
}

/** The register of a session, locked; the session as it is then. */
async function lockSession(tx: Tx, id: string) {
  const found = await tx.maybe<{ registerId: string }>(
    `select register_id as "registerId" from argosy.pos_session where organization_id = argosy.tenant() and id = $1`,
    [id],
  );
  if (!found) throw notFound();
  await lockRegister(tx, found.registerId);
  return getSession(tx, id);
}

/** Cash put into the drawer or taken out; the same id again changes nothing. Throws HubError POS_SESSION_NOT_FOUND, POS_SESSION_CLOSED, POS_STAFF_NOT_FOUND. */
export async function moveCash(
  tx: Tx,
  act: SessionAct & {
    readonly sessionId: string;
    readonly id: string;
    readonly direction: CashMove["direction"];
    readonly amountMinor: bigint;
    readonly reason: string;
  },
): Promise<SessionDetail> {
  const session = await lockSession(tx, act.sessionId);
  const exists = "select 1 from argosy.pos_cash_move where organization_id = argosy.tenant() and id = $1";
  if (await tx.maybe(exists, [act.id])) return session;
  if (session.closedAt !== null) throw refusal("POS_SESSION_CLOSED");
  await requireStaff(tx, act.staffId);
  await tx.run(
    `insert into argosy.pos_cash_move (organization_id, id, session_id, direction, amount_minor, reason, staff_id,
       moved_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7)`,
    [act.id, session.id, act.direction, act.amountMinor, act.reason, act.staffId, act.at],
  );
  const kind: JournalKind = act.direction === "in" ? "cash_in" : "cash_out";
  const data = { moveId: act.id, staffId: act.staffId, amount: Number(act.amountMinor), reason: act.reason };
  await writeJournal(tx, { registerId: session.registerId, kind, at: act.at, data });
  return getSession(tx, session.id);
}

/**
 * Closes a session with what was counted, without the counter having seen what is expected; its Z report is kept. Closed
 * again it answers the same. Throws HubError POS_SESSION_NOT_FOUND, POS_STAFF_NOT_FOUND.
 */
export async function closeSession(
  tx: Tx,
  act: SessionAct & { readonly id: string; readonly counts: readonly CountedCash[] },
): Promise<SessionDetail> {
  const session = await lockSession(tx, act.id);
  if (session.closedAt !== null) return session;
  await requireStaff(tx, act.staffId);
  const report = await reportOf(tx, session, countedCash(act.counts));
  const { z } = await tx.one<{ z: number }>(
    `update argosy.pos_register set last_z = last_z + 1 where organization_id = argosy.tenant() and id = $1
     returning last_z as z`,
    [session.registerId],
  );
  await tx.run(
    `update argosy.pos_session set closed_by = $2, closed_at = $3, counts = $4::jsonb, counted_minor = $5,
       expected_minor = $6, z_number = $7
     where organization_id = argosy.tenant() and id = $1`,
    [session.id, act.staffId, act.at, storedJson(act.counts), report.counted, report.expected, z],
  );
  await writeJournal(tx, {
    registerId: session.registerId,
    kind: "session_closed",
    at: act.at,
    data: {
      ...{ sessionId: session.id, staffId: act.staffId, z },
      expected: Number(report.expected),
      counted: Number(report.counted ?? 0n),
      sales: Number(report.sales),
      returns: Number(report.returns),
    },
  });
  return getSession(tx, session.id);
}
