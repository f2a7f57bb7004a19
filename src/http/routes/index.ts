import type { Api } from "../route.ts";
import { accountRoutes } from "./accounts.ts";
import { catalogRoutes } from "./catalog.ts";
import { categoryRoutes } from "./categories.ts";
import { customerRoutes } from "./customers.ts";
import { integrationWorkRoutes } from "./integration-work.ts";
import { integrationRoutes } from "./integrations.ts";
import { inventoryRoutes } from "./inventory.ts";
import { mappingRoutes } from "./mappings.ts";
import { memberRoutes } from "./members.ts";
import { orderCommandRoutes } from "./order-commands.ts";
import { orderRoutes } from "./orders.ts";
import { planRoutes } from "./plan.ts";
import { recordRoutes } from "./records.ts";
import { runRoutes } from "./runs.ts";
import { stockReadRoutes } from "./stock-reads.ts";
import { storeRuleRoutes } from "./store-rules.ts";
import { storeWorkRoutes } from "./store-work.ts";
import { storeRoutes } from "./stores.ts";

/** Every route of the interface, by subject. */
export function allRoutes(api: Api): void {
  accountRoutes(api);
  memberRoutes(api);
  integrationRoutes(api);
  integrationWorkRoutes(api);
  storeRoutes(api);
  storeWorkRoutes(api);
  storeRuleRoutes(api);
  planRoutes(api);
  catalogRoutes(api);
  categoryRoutes(api);
  mappingRoutes(api);
  inventoryRoutes(api);
  stockReadRoutes(api);
  orderRoutes(api);
  orderCommandRoutes(api);
  customerRoutes(api);
  runRoutes(api);
  recordRoutes(api);
}
