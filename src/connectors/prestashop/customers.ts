import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Customers } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { walkChanged } from "../kit/pull/changed-sweep.ts";
import { customerSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { changedIn } from "./sweeps.ts";

const HOUR_MS = 3_600_000;

/** In full a customer comes with a password's hash and a secret: these fields alone are asked for. */
const CUSTOMERS = {
  resource: "customers",
  operation: "customers.list",
  display: "[id,firstname,lastname,email,company,is_guest,active,deleted,id_shop,date_add,date_upd]",
} as const;

/** Phones stand in addresses, which orders bring along. */
export function customers(shop: ShopFacts): Customers {
  const read = async (rows: readonly Json[], ctx: Context) =>
    rows.map((raw) => {
      const { id, firstname, lastname, email } = parseResponse(customerSchema, raw, {
        ctx,
        what: "customer",
        essential: ["id"],
      });
      const name = joinedName(firstname, lastname);
      return { key: id, name, email, raw };
    });
  return {
    sweeps: [
      {
        id: "changed",
        mode: "changed",
        everyMs: HOUR_MS,
        run: (input, ctx) => walkChanged({ ...changedIn(CUSTOMERS, shop, ctx), read }, input, ctx),
      },
    ],
  };
}
