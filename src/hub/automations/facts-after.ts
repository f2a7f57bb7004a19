/** What later automations see of what an earlier one did in the same transaction. */
import type { AutomationAction, Facts } from "../../commerce/automations/definition.ts";
import { isTexts } from "../../commerce/automations/evaluate.ts";
import { triggerOf } from "../../commerce/automations/triggers.ts";
import { isPriority } from "../orders/handling.ts";
import { shipByAfter } from "./acts.ts";
import type { OrderNow } from "./automated-orders.ts";
import type { Happening } from "./happening.ts";

export function factsAfter(before: Facts, actions: readonly AutomationAction[], event: Happening): Facts {
  let facts = before;
  for (const action of actions) {
    const changed = changedFacts(facts, action, event);
    // An order has sixty facts, and most actions change none of them.
    if (changed !== UNCHANGED) facts = { ...facts, ...changed };
  }
  return facts;
}

export function orderAfter(before: OrderNow, actions: readonly AutomationAction[], event: Happening): OrderNow {
  let order = before;
  for (const action of actions) order = { ...order, ...changedOrder(order, action, event) };
  return order;
}

const tagsOf = ({ trigger }: Happening) =>
  triggerOf(trigger).subject === "product" ? ("product.tags" as const) : ("order.tags" as const);

const UNCHANGED: Facts = {};

function changedFacts(facts: Facts, action: AutomationAction, event: Happening): Facts {
  switch (action.do) {
    case "add_tags":
    case "remove_tags":
      return { [tagsOf(event)]: tagsAfter(textsOf(facts[tagsOf(event)]), action) };
    case "set_priority":
      return { "order.priority": String(action["priority"]) };
    case "assign":
      return { "order.assignee": String(action["member"]) };
    case "set_ship_by":
      return { "order.ship_by": shipByAfter(action, event).toISOString() };
    case "hold_order":
      return { "order.status": "on_hold", "order.hold_reason": String(action["reason"]) };
    default:
      return UNCHANGED;
  }
}

function changedOrder(order: OrderNow, action: AutomationAction, event: Happening): Partial<OrderNow> {
  const { priority, member } = action;
  switch (action.do) {
    case "add_tags":
    case "remove_tags":
      return { ownTags: tagsAfter(order.ownTags, action) };
    case "set_priority":
      return isPriority(priority) ? { priority } : {};
    case "assign":
      return { assignedTo: String(member) };
    case "show_currency":
      return { shownCurrency: String(action["currency"]) };
    case "set_ship_by":
      return { ownShipBy: shipByAfter(action, event) };
    default:
      return {};
  }
}

const textsOf = (value: unknown): readonly string[] => (isTexts(value) ? value : []);

function tagsAfter(tags: readonly string[], action: AutomationAction): readonly string[] {
  const named = textsOf(action["tags"]);
  return action.do === "add_tags"
    ? [...new Set([...tags, ...named])].toSorted()
    : tags.filter((tag) => !named.includes(tag));
}
