/** The actions of automations, each for many orders at once. Answers what undoing it needs. */

import { type ActionKey, actionOf, isAction, type Parameter } from "../../commerce/automations/actions.ts";
import type { AutomationAction, Facts, ParameterValue } from "../../commerce/automations/definition.ts";
import { fillTemplate } from "../../commerce/automations/template.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { CancelReason } from "../../commerce/order-command.ts";
import { GIVEN_REASONS, HOLD_EVENTS } from "../../commerce/order-holds.ts";
import type { Json } from "../../commerce/product.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { holdOrder, releaseHold } from "../order-holds/order-holds.ts";
import { requestCommand } from "../orders/commands.ts";
import { type Handling, isPriority } from "../orders/handling.ts";
import { changeStockUse } from "../orders/stock-use.ts";
import { getStore } from "../stores/stores.ts";
import {
  type Act,
  type Acting,
  by,
  type Done,
  ordersOf,
  productIdOf,
  type Target,
  textOf,
  textsOf,
  unlessMoot,
} from "./acting.ts";
import type { OrderNow } from "./automated-orders.ts";
import type { Happening } from "./happening.ts";
import {
  changeProductTags,
  clearChannelPrice,
  publishProduct,
  setChannelPrice,
  switchStockSync,
} from "./product-acts.ts";
import {
  addTheGift,
  bookLabel,
  chooseTheCourier,
  chooseTheLocation,
  chooseThePackage,
  insureIt,
  mergeIt,
  printDocuments,
  splitIt,
} from "./ship-acts.ts";

/** A buyer's words in it are cut: nobody may write a book into somebody else's mail. */
const MOST_PER_VALUE = 500;

const filled = (template: ParameterValue | undefined, { facts }: Pick<Target, "facts">): string =>
  fillTemplate(textOf(template), facts, {
    money: ({ minor, currency }) => `${formatDecimal({ minor: BigInt(minor), currency })} ${currency}`,
    mostPerValue: MOST_PER_VALUE,
  });

/** An action with its texts filled, as it would be done. */
export function filledAction(action: AutomationAction, facts: Facts): AutomationAction {
  const { parameters } = isAction(action.do) ? actionOf(action.do) : { parameters: {} };
  const texts = Object.entries<Parameter>(parameters).filter(([, { kind }]) => kind === "template");
  return { ...action, ...Object.fromEntries(texts.map(([name]) => [name, filled(action[name], { facts })])) };
}

/** Of orders, or of products: one event is never about both. */
const changeTagsBy =
  (kind: "add" | "remove"): Act =>
  (tx, targets, acting) =>
    targets.some((target) => productIdOf(target) !== null)
      ? changeProductTags(kind)(tx, targets, acting)
      : changeOrderTags(kind)(tx, targets, acting);

const changeOrderTags =
  (kind: "add" | "remove"): Act =>
  async (_tx, targets, acting) => {
    const tags = textsOf(acting.action["tags"]);
    const change = { add: kind === "add" ? tags : [], remove: kind === "remove" ? tags : [] };
    for (const { id } of ordersOf(targets)) acting.later.push({ orderId: id, actor: by(acting).actor, tags: change });
    return ({ order }) => {
      const had = order?.ownTags ?? [];
      return kind === "add"
        ? { added: tags.filter((tag) => !had.includes(tag)) }
        : { removed: tags.filter((tag) => had.includes(tag)) };
    };
  };

const handle =
  (changeOf: (acting: Acting, target: Target) => Partial<Handling>): Act =>
  async (_tx, targets, acting) => {
    for (const target of targets)
      if (target.order)
        acting.later.push({ orderId: target.order.id, actor: by(acting).actor, handling: changeOf(acting, target) });
    return (target) => {
      const changed = changeOf(acting, target);
      return target.order ? sidesOf(target.order, changed) : {};
    };
  };

/** How it was, and what it became: undoing leaves alone what was changed since. */
function sidesOf(order: OrderNow, { priority, assignedTo, ownShipBy, shownCurrency }: Partial<Handling>): Done {
  if (priority !== undefined) return { before: order.priority, after: priority };
  if (shownCurrency !== undefined) return { before: order.shownCurrency, after: shownCurrency };
  if (assignedTo !== undefined) return { before: order.assignedTo, after: assignedTo };
  return { before: order.ownShipBy?.toISOString() ?? null, after: ownShipBy?.toISOString() ?? null };
}

const HOUR_MS = 3_600_000;
/** Counted from when it happened, so that a repeat has the same answer. */
export const shipByAfter = (action: AutomationAction, { happenedAt }: Happening): Date =>
  new Date(happenedAt.getTime() + Number(action["hours"]) * HOUR_MS);

/** Commands are one for each order: what its channel or state refuses is told of that order. */
const command =
  (commandOf: (action: AutomationAction) => Parameters<typeof requestCommand>[1]["command"]): Act =>
  async (tx, targets, acting) => {
    const made = new Map<string, string>();
    for (const { event, order } of targets)
      if (order) {
        const { id } = await requestCommand(tx, {
          orderId: order.id,
          command: commandOf(acting.action),
          // The same event and action are one request, however often they are tried.
          idempotencyKey: `automation:${event.id}:${acting.automation.id}:${acting.nth}`,
          ...by(acting),
        });
        made.set(event.id, id);
      }
    return ({ event, facts: { "order.status": before } }) => ({
      commandId: made.get(event.id) ?? null,
      before: typeof before === "string" ? before : null,
    });
  };

/** The channels of these orders that take holds; one that was deleted takes none. */
async function takingHolds(tx: Tx, targets: readonly Target[], { platforms }: Acting): Promise<ReadonlySet<string>> {
  const claiming = new Set<string>();
  for (const id of new Set(ordersOf(targets).flatMap(({ storeId }) => storeId ?? []))) {
    const store = await getStore(tx, id, { orDeleted: true });
    if (store.state !== "deleted" && platforms.takesHolds(store)) claiming.add(id);
  }
  return claiming;
}

const hold: Act = async (tx, targets, acting) => {
  const claiming = await takingHolds(tx, targets, acting);
  return holdThere(claiming)(tx, targets, acting);
};

function holdEnd({ action: { hours, date }, now }: Acting): Date | undefined {
  if (typeof hours === "number") return new Date(now.getTime() + hours * HOUR_MS);
  return typeof date === "string" ? new Date(date) : undefined;
}

const holdThere = (claiming: ReadonlySet<string>): Act =>
  // Held already, or what it would wait for is there.
  unlessMoot(["ORDER_HOLD_OPEN", "ORDER_HOLD_UNTIL"], async (tx, target, acting) => {
    const { reason, note, until, keepsUnits } = acting.action;
    await holdOrder(tx, {
      orderId: target.order.id,
      reason: GIVEN_REASONS.find((each) => each === reason) ?? "other",
      note: filled(note, target),
      untilAt: holdEnd(acting),
      untilEvent: HOLD_EVENTS.find((each) => each === until),
      keepsUnits: keepsUnits !== false,
      takesHold: claiming.has(target.order.storeId ?? ""),
      ...by(acting),
    });
    return { heldAt: acting.now.toISOString() };
  });

const excludeFromStock: Act = async (tx, targets, acting) => {
  const orderIds = ordersOf(targets).map(({ id }) => id);
  const changed = new Set(await changeStockUse(tx, { orderIds, usesStock: false, ...by(acting) }));
  return ({ order }) => (order && changed.has(order.id) ? { excluded: true } : { leftOut: "ORDER_WITHOUT_STOCK" });
};

/** The hub's own hold, as undoing needs it; null: its channel holds it. */
const openHold = async (tx: Tx, orderId: string): Promise<Json> =>
  (await tx.maybe<Readonly<Record<string, Json>>>(
    `select reason, note, to_json(until_at) as "untilAt", until_event as "untilEvent", keeps_units as "keepsUnits"
     from argosy.order_hold
     where organization_id = argosy.tenant() and order_id = $1 and source = 'hub' and ended_at is null`,
    [orderId],
  )) ?? null;

const release = unlessMoot(["ORDER_HOLD_NONE"], async (tx, { order }, acting) => {
  const held = await openHold(tx, order.id);
  await releaseHold(tx, { orderId: order.id, ...by(acting) });
  return { held };
});

const mail =
  (memberOf: (action: AutomationAction) => string | null): Act =>
  async (_tx, targets, { action, outputs }) => {
    const memberId = memberOf(action);
    // A template that is gone says nothing.
    const hasText = action["subject"] !== undefined;
    const canReach = (target: Target) => memberId !== null || target.facts["customer.email"] != null;
    for (const target of targets)
      if (hasText && canReach(target))
        outputs.letters.push({
          runId: target.runId,
          orderId: target.order?.id ?? null,
          memberId,
          subject: filled(action["subject"], target),
          body: filled(action["text"], target),
        });
    return (target) => {
      if (!hasText) return { leftOut: "no_template" };
      return canReach(target) ? {} : { leftOut: "no_email" };
    };
  };

const callWebhook: Act = async (tx, targets, { action, automation, outputs }) => {
  const endpointId = textOf(action["endpoint"]);
  const existing = await tx.maybe(
    "select from argosy.webhook_endpoint where organization_id = argosy.tenant() and id = $1",
    [endpointId],
  );
  if (!existing)
    throw new HubError("AUTOMATION_REFERENCE", "validation", message("automation.unknown.webhook_endpoint"));
  for (const target of targets) {
    const { runId, order } = target;
    const subject = { orderId: order?.id ?? null, productId: productIdOf(target) };
    outputs.calls.push({ endpointId, runId, automationId: automation.id, ...subject });
  }
  return () => ({});
};

const createTask: Act = async (_tx, targets, { action, nth, automation, outputs, now }) => {
  for (const target of targets) {
    const { runId, order, event } = target;
    const productId = productIdOf(target);
    outputs.alerts.push({
      kind: "automation_task",
      severity: "info",
      cause: `automation_task:${runId}:${nth}`,
      subject: order
        ? { kind: "order", id: order.id }
        : { kind: productId === null ? "store" : "product", id: event.subjectId },
      title: message("alert.automation_task.title", { title: filled(action["title"], target) }),
      text: [filled(action["text"], target), message("alert.automation_task.by", { automation: automation.name })],
      action: order ? { kind: "open_order", orderId: order.id } : productId && { kind: "open_product", productId },
      now,
    });
  }
  return () => ({});
};

const addNote: Act = async (_tx, targets, acting) => {
  const keyOf = ({ runId }: Target) => `${runId} ${acting.nth}`;
  for (const target of targets)
    if (target.order)
      acting.later.push({
        orderId: target.order.id,
        actor: by(acting).actor,
        note: filled(acting.action["text"], target),
        key: keyOf(target),
      });
  return (target) => ({ note: keyOf(target) });
};

/** Acts that read and write nothing of their own: what they want is kept for the end, and nothing can refuse it. */
const ONLY_KEPT: ReadonlySet<string> = new Set([
  "add_note",
  "assign",
  "create_task",
  "mail_customer",
  "mail_member",
  "set_priority",
  "set_ship_by",
  "show_currency",
]);

/** The same of tags of orders. */
export const isStoredOnly = ({ do: key }: AutomationAction, targets: readonly Target[]): boolean =>
  ONLY_KEPT.has(key) ||
  ((key === "add_tags" || key === "remove_tags") && targets.every((target) => productIdOf(target) === null));

/** What leaves the facts of an order or product as they are, or tells what it changes by itself (facts-after.ts). */
const LEAVES_FACTS: ReadonlySet<string> = new Set([
  ...ONLY_KEPT,
  "add_tags",
  "call_webhook",
  "print_papers",
  "remove_tags",
]);

export const changesFacts = ({ do: key }: AutomationAction): boolean => !LEAVES_FACTS.has(key);

const ACTS: Readonly<Record<ActionKey, Act>> = {
  add_tags: changeTagsBy("add"),
  remove_tags: changeTagsBy("remove"),
  add_note: addNote,
  set_priority: handle(({ action: { priority } }) => (isPriority(priority) ? { priority } : {})),
  assign: handle(({ action }) => ({ assignedTo: textOf(action["member"]) })),
  show_currency: handle(({ action }) => ({ shownCurrency: textOf(action["currency"]) })),
  set_ship_by: handle((acting, target) => ({ ownShipBy: shipByAfter(acting.action, target.event) })),
  set_status: command(({ status }) => ({ kind: "status", status: textOf(status) as OrderStatus })),
  cancel_order: command(({ reason, notifyCustomer }) => ({
    kind: "cancel",
    reason: textOf(reason) as CancelReason,
    notifyCustomer: notifyCustomer === true,
  })),
  hold_order: hold,
  release_order: release,
  exclude_from_stock: excludeFromStock,
  merge_order: mergeIt,
  split_order: splitIt,
  add_gift: addTheGift,
  choose_location: chooseTheLocation,
  choose_courier: chooseTheCourier,
  choose_package: chooseThePackage,
  insure: insureIt,
  book_label: bookLabel,
  print_papers: printDocuments,
  publish_product: publishProduct,
  set_channel_price: setChannelPrice,
  clear_channel_price: clearChannelPrice,
  stop_stock_sync: switchStockSync(false),
  start_stock_sync: switchStockSync(true),
  // Asked when a courier is proposed (courier-rules.ts), never about something that happened.
  propose_courier: async () => () => ({}),
  mail_customer: mail(() => null),
  mail_member: mail(({ member }) => textOf(member)),
  call_webhook: callWebhook,
  create_task: createTask,
};

/** Does one action for all targets. Throws HubError where one of them refuses it. */
export const act = (tx: Tx, key: ActionKey, targets: readonly Target[], acting: Acting): ReturnType<Act> =>
  ACTS[key](tx, targets, acting);
