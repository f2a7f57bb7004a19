import type { AutomationDefinition } from "../../commerce/automations/definition.ts";
import { rightsNeeded } from "../../commerce/automations/named-fields.ts";
import type { Action } from "../../hub/accounts/permissions.ts";
import { notPermitted } from "../access.ts";

/** Throws ApiError NOT_PERMITTED where one reads, fills in or follows from what the caller may not see. */
export function refuseUnseen(definitions: readonly AutomationDefinition[], allowed: readonly Action[]): void {
  const missing = definitions.flatMap(rightsNeeded).find((right) => !allowed.includes(right));
  if (missing !== undefined) throw notPermitted(missing);
}
