/**
 * No number is ever raised on a channel while a sale that the hub has not applied could explain the difference: seen from
 * the shop, at the moment at which it takes a number.
 */
import type { SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { World } from "./world.ts";

interface Sale {
  readonly key: string;
  readonly sku: string;
}

/** A shop's sales that lowered its numbers, as long as the hub may not know them. */
export interface Raises {
  /** Before and after each call of the shop's interface. */
  readonly watch: () => () => Promise<void>;
  /** Its store in the hub: from now on its calls are looked at. */
  of(shop: Pick<SandboxShop, "stockOf">, storeId: string): void;
  /** Does what sells, and keeps what that took from the shop's numbers. */
  selling(skus: readonly string[], sell: () => string): string;
  /** Its numbers were moved otherwise: what explains them cannot be told apart any more. */
  forget(of: { readonly sku: string } | { readonly key: string }): void;
  readonly problems: string[];
}

export function watchRaises(world: Pick<World, "look">, name: string): Raises {
  let store: { readonly shop: Pick<SandboxShop, "stockOf">; readonly id: string } | undefined;
  let sales: Sale[] = [];
  const problems: string[] = [];

  async function judge(sku: string, from: number, to: number): Promise<void> {
    const keys = sales.filter((sale) => sale.sku === sku).map(({ key }) => key);
    const known = await world.look<{ key: string }>(
      `select ext_key as key from argosy.sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2)`,
      [store?.id, keys],
    );
    sales = sales.filter((sale) => !known.some(({ key }) => key === sale.key));
    const unknown = sales.filter((sale) => sale.sku === sku);
    if (unknown.length === 0) return;
    // By a number the hub has on its way, and that nobody has let out.
    const [sent] = await world.look(
      `select s.sent_value from argosy.listing_stock s
       join argosy.listing l on l.organization_id = argosy.tenant() and l.id = s.listing_id
       where s.organization_id = argosy.tenant() and l.connection_id = $1 and l.sku = $2 and s.sent_seq > s.ack_seq
         and s.passed_seq is distinct from s.want_seq`,
      [store?.id, sku],
    );
    const orders = unknown.map(({ key }) => key).join(", ");
    if (sent)
      problems.push(`${name}: ${sku} was raised from ${from} to ${to} over order ${orders}, which is not applied`);
  }

  return {
    problems,
    watch() {
      const { shop } = store ?? {};
      const before = new Map(shop ? sales.map(({ sku }) => [sku, shop.stockOf(sku)]) : []);
      return async () => {
        for (const [sku, from] of before) {
          const to = shop?.stockOf(sku) ?? from;
          if (to > from) await judge(sku, from, to);
        }
      };
    },
    of(shop, id) {
      store = { shop, id };
    },
    selling(skus, sell) {
      const before = new Map(skus.map((sku) => [sku, store?.shop.stockOf(sku) ?? 0]));
      const key = sell();
      for (const [sku, had] of before) if ((store?.shop.stockOf(sku) ?? had) < had) sales.push({ key, sku });
      return key;
    },
    forget(of) {
      sales = sales.filter((sale) => ("sku" in of ? sale.sku !== of.sku : sale.key !== of.key));
    },
  };
}
