/** Conditions of categories, in the form the official description of the Metadata API gives. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { leafOf } from "./taxonomy.ts";

interface Condition {
  readonly id: string;
  readonly name: string;
  /** What the Inventory API calls it. */
  readonly value: string;
}

const condition = (id: string, value: string, name: string): Condition => ({ id, value, name });
const NEW = condition("1000", "NEW", "Brand New");
const HOME = [
  NEW,
  condition("1500", "NEW_OTHER", "Open box"),
  condition("3000", "USED_EXCELLENT", "Used"),
  condition("7000", "FOR_PARTS_OR_NOT_WORKING", "For parts or not working"),
];
const FASHION = [
  condition("1000", "NEW", "New with tags"),
  condition("1500", "NEW_OTHER", "New without tags"),
  condition("1750", "NEW_WITH_DEFECTS", "New with defects"),
  condition("2990", "PRE_OWNED_EXCELLENT", "Pre-owned - Excellent"),
  condition("3000", "USED_EXCELLENT", "Pre-owned - Good"),
  condition("3010", "PRE_OWNED_FAIR", "Pre-owned - Fair"),
];

/** Of which the Metadata API tells nothing. */
const UNTOLD = "20705";
/** No condition is asked for. */
const WITHOUT = "20706";

const conditionsOf = (category: string): readonly Condition[] => (category === "15687" ? FASHION : HOME);

/** What publishing takes there; null: every condition eBay has. */
export const allowedConditions = (category: string): ReadonlySet<string> | null =>
  category === UNTOLD ? null : new Set(conditionsOf(category).map(({ value }) => value));

export const needsCondition = (category: string): boolean => category !== WITHOUT;

export function conditionPolicies({ query }: SandboxRequest, [, , what]: readonly string[]): SandboxReply {
  if (what !== "get_item_condition_policies") return failure(404, 2002, "Resource not found");
  const [, list = ""] = /^categoryIds:\{(.*)\}$/.exec(query.get("filter") ?? "") ?? [];
  const leaves = list.split("|").flatMap((id) => (leafOf(id) && id !== UNTOLD ? [id] : []));
  if (leaves.length === 0) return { status: 204 };
  return ok({
    itemConditionPolicies: leaves.map((categoryId) => ({
      ...{ categoryTreeId: "0", categoryId, itemConditionRequired: needsCondition(categoryId) },
      itemConditions: conditionsOf(categoryId).map(({ id, name }) => ({
        conditionId: id,
        conditionDescription: name,
        conditionHelpText: "",
      })),
    })),
  });
}
