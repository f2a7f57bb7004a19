import type { Api } from "../route.ts";
import { accountRoutes } from "./accounts.ts";
import { memberRoutes } from "./members.ts";

/** Every route of the interface, by subject. */
export function allRoutes(api: Api): void {
  accountRoutes(api);
  memberRoutes(api);
}
