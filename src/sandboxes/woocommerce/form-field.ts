/** A field of a settings form, as the shop's API tells it of payment gateways and shipping methods alike. */
import type { Obj } from "./state.ts";

/** A field that is named by its id and has its default; `more` are the choices of a list. */
export const formField = (id: string, type: string, value: string, more: Obj = {}): Obj => ({
  id,
  label: id,
  description: "",
  type,
  value,
  default: value,
  tip: "",
  placeholder: "",
  ...more,
});
