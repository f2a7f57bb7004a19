/** What automations would do, without doing it. */
import { z } from "zod";
import type { AutomationAction, AutomationDefinition, Facts } from "../../commerce/automations/definition.ts";
import { evaluate } from "../../commerce/automations/evaluate.ts";
import { type SubjectKind, type TriggerKey, triggerOf } from "../../commerce/automations/triggers.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { packagesOf, parcelIn } from "../shipping/order-package.ts";
import { activeCouriers, quotedConsignment } from "../shipping/quote-request.ts";
import { filledAction } from "./acts.ts";
import { isOfShipping, parcelFacts } from "./courier-rules.ts";
import { factsOf } from "./facts.ts";
import { factsAfter } from "./facts-after.ts";
import type { Happening } from "./happening.ts";
import { checked, result } from "./looked.ts";
import { withTemplates } from "./message-templates.ts";
import { listAutomations } from "./store.ts";

export const DRY_RUN_ORDERS = 500;

const dryRunMatch = z
  .object({
    index: z.int().describe("which of the automations, from 0 on"),
    name: z.string(),
    trigger: typed<TriggerKey>(z.string()),
    looked: checked,
    actions: typed<readonly AutomationAction[]>(z.array(z.record(z.string(), z.unknown()))).describe(
      "with their texts filled",
    ),
  })
  .meta({ id: "AutomationDryRunMatch" });

export const dryRunSchema = z
  .object({
    orders: z.int().describe("looked at"),
    products: z.int().describe("looked at, where an automation is about products"),
    matched: z.int().describe("of the orders, those an automation would act on"),
    matchedProducts: z.int(),
    counts: z.array(z.int()).describe("how often each automation would act, in the order given"),
    rows: z.array(
      z.object({
        orderId: id,
        number: z.string(),
        placedAt: time,
        matches: z.array(dryRunMatch),
      }),
    ),
    productRows: z.array(
      z.object({ productId: id, title: z.string(), createdAt: time, matches: z.array(dryRunMatch) }),
    ),
  })
  .meta({ id: "AutomationDryRun" });

type DryRunMatch = Answered<typeof dryRunMatch>;
export type AutomationDryRun = Answered<typeof dryRunSchema>;

type Tried = "order" | "product";

interface Last {
  readonly id: string;
  readonly name: string;
  readonly at: Date;
}

const LAST: Readonly<Record<Tried, string>> = {
  order: `select id, number as name, placed_at as at
    from argosy.sales_order
    where organization_id = argosy.tenant()
    order by placed_at desc, id desc
    limit $1`,
  product: `select id, title as name, created_at as at
    from argosy.product
    where organization_id = argosy.tenant() and deleted_at is null
    order by id desc
    limit $1`,
};

/**
 * Asks automations, saved or not, about the newest orders or products as they are now, as if the trigger of each happened.
 * What is known of a shipment, return, refund or stock level alone is not known here.
 */
export async function dryRunAutomations(
  tx: Tx,
  {
    definitions: given,
    orders,
    now,
  }: { readonly definitions: readonly AutomationDefinition[]; readonly orders: number; readonly now: Date },
): Promise<AutomationDryRun> {
  const definitions = await withTemplates(tx, given);
  const counts = definitions.map(() => 0);
  const tryOn = async (subject: Tried) => {
    const last = await tx.rows<Last>(LAST[subject], [Math.min(orders, DRY_RUN_ORDERS)]);
    const facts = await factsOf(tx, last.map(happeningOf(subject)));
    return last.map((each) => {
      const of = { facts: facts.get(each.id) ?? {}, event: happeningOf(subject)(each), now };
      const matches = matchesOf(definitions, of);
      for (const { index } of matches) counts[index] = (counts[index] ?? 0) + 1;
      return { ...each, matches };
    });
  };
  const isOfProducts = definitions.some(({ trigger }) => triggerOf(trigger).subject === "product");
  const rows = await tryOn("order");
  const products = isOfProducts ? await tryOn("product") : [];
  const matchedOf = (tried: readonly { readonly matches: readonly DryRunMatch[] }[]) =>
    tried.filter(({ matches }) => matches.length > 0).length;
  return {
    orders: rows.length,
    products: products.length,
    matched: matchedOf(rows),
    matchedProducts: matchedOf(products),
    counts,
    rows: rows.map(({ id, name, at, matches }) => ({ orderId: id, number: name, placedAt: at, matches })),
    productRows: products.map(({ id, name, at, matches }) => ({ productId: id, title: name, createdAt: at, matches })),
  };
}

const EVENT_OF: Readonly<Record<Tried, TriggerKey>> = { order: "order.received", product: "product.changed" };

const happeningOf =
  (subject: Tried) =>
  ({ id, at }: Pick<Last, "id" | "at">): Happening => ({
    id,
    trigger: EVENT_OF[subject],
    subjectId: id,
    detail: null,
    happenedAt: at,
  });

function matchesOf(
  definitions: readonly AutomationDefinition[],
  requested: { readonly facts: Facts; readonly event: Happening; readonly now: Date },
): DryRunMatch[] {
  const matches: DryRunMatch[] = [];
  const { subject } = triggerOf(requested.event.trigger);
  // Each trigger is an event of its own: what one of it changes, and where one of it ends the list, the others are not told.
  const facts = new Map<TriggerKey, Facts>();
  const ended = new Set<TriggerKey>();
  for (const [index, definition] of definitions.entries()) {
    const { trigger, name, actions, stopHere } = definition;
    if (triggerOf(trigger).subject !== subject || ended.has(trigger)) continue;
    const current = facts.get(trigger) ?? requested.facts;
    const { matches: isMatch, looked } = evaluate(definition, current, requested.now);
    if (!isMatch) continue;
    matches.push({ index, name, trigger, looked, actions: actions.map((action) => filledAction(action, current)) });
    facts.set(trigger, factsAfter(current, actions, requested.event));
    if (stopHere) ended.add(trigger);
  }
  return matches;
}

export const askedNowSchema = z.object({
  automationId: id,
  name: z.string(),
  trigger: typed<TriggerKey>(z.string()),
  verdict: result,
  looked: checked,
});
export type DryRunRequest = Answered<typeof askedNowSchema>;

/** What each automation that is on would find of an order or a product as it is now. */
export async function dryRunRequest(
  tx: Tx,
  { subject, id, now }: { readonly subject: Tried; readonly id: string; readonly now: Date },
): Promise<DryRunRequest[]> {
  const event = happeningOf(subject)({ id, at: now });
  const isRequested = (requested: SubjectKind) =>
    requested === subject || (requested === "parcel" && subject === "order");
  const automations = (await listAutomations(tx)).filter(
    ({ isOn, trigger }) => isOn && isRequested(triggerOf(trigger).subject),
  );
  const existing = (await factsOf(tx, [event])).get(id) ?? {};
  const facts = automations.some(isOfShipping) ? { ...existing, ...(await packedFacts(tx, id, now)) } : existing;
  return automations.map((automation) => {
    const { verdict, looked } = evaluate(automation, facts, now);
    return { automationId: automation.id, name: automation.name, trigger: automation.trigger, verdict, looked };
  });
}

/** In its package; nothing of an order that cannot be packed. */
async function packedFacts(tx: Tx, orderId: string, now: Date): Promise<Facts> {
  const [courier] = await activeCouriers(tx);
  if (!courier) return {};
  try {
    const box = (await packagesOf(tx, [orderId])).get(orderId);
    const parcels = box ? [parcelIn(box)] : [];
    return parcelFacts(await quotedConsignment(tx, { orderId, parcels, now }, courier.id));
  } catch (error) {
    // What is missing is told where it is booked.
    if (error instanceof HubError) return {};
    throw error;
  }
}
