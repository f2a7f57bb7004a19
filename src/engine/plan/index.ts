export { type AppliedPlan, type ApplyPlan, applyPlan } from "./apply.ts";
export { buildPlan } from "./build.ts";
export type { PlanAction, PlanEntity, PlanItem } from "./item.ts";
export { planNotes } from "./notes.ts";
export {
  choosePlanItems,
  ignorePlanItems,
  listPlanItems,
  type PlanCount,
  type PlanFilter,
  type PlanSummary,
  planSummary,
} from "./read.ts";
export { renamePlanSku } from "./rename-sku.ts";
