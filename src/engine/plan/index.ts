export { applyPlan } from "./apply.ts";
export { buildPlan } from "./build.ts";
export type { PlanItem } from "./item.ts";

export {
  choosePlanItems,
  ignorePlanItems,
  listPlanItems,
  type PlanSummary,
  planSummary,
} from "./read.ts";
export { renamePlanSku } from "./rename-sku.ts";
