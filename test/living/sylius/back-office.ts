/** What people do in the shop's back office, by its API. */
import type { ShopDatabase } from "../php/database.ts";
import type { Api } from "./api.ts";
import type { Place } from "./seed.ts";

interface Named {
  readonly "@id": string;
}

interface Sold {
  readonly payments: readonly (Named & { readonly id: number })[];
  readonly shipments: readonly (Named & { readonly id: number })[];
}

interface Translated {
  readonly translations: Readonly<Record<string, Named & { readonly name: string; readonly slug: string }>>;
}

interface Priced {
  readonly channelPricings: Readonly<Record<string, Named>>;
}

export function backOffice(admin: Api, database: ShopDatabase, { channel, locale }: Place) {
  const sold = (order: string) => admin.get<Sold>(`/admin/orders/${order}`);
  const toPayments = async (order: string, step: "complete" | "refund") => {
    for (const { id } of (await sold(order)).payments) await admin.send("PATCH", `/admin/payments/${id}/${step}`, {});
  };
  return {
    pay: (order: string) => toPayments(order, "complete"),
    async ship(order: string) {
      const [{ number } = { number: "" }] = await database.rows<{ number: string }>(
        "select number from sylius_order where token_value = ?",
        [order],
      );
      for (const { id } of (await sold(order)).shipments)
        await admin.send("PATCH", `/admin/shipments/${id}/ship`, { trackingCode: `SHOP-${number}` });
    },
    async cancel(order: string) {
      await admin.send("PATCH", `/admin/orders/${order}/cancel`, {});
    },
    refund: (order: string) => toPayments(order, "refund"),
    takeBack: async () => {
      throw new Error("The shop takes nothing back.");
    },
    async setOnHand(sku: string, onHand: number) {
      await admin.send("PUT", `/admin/product-variants/${sku}`, { onHand });
    },
    async setTitle(sku: string, name: string) {
      const code = await productOf(database, sku);
      const { translations } = await admin.get<Translated>(`/admin/products/${code}`);
      const existing = Object.entries(translations).map(([key, { "@id": at, ...own }]) => [
        key,
        { "@id": at, slug: own.slug, name: key === locale ? name : own.name },
      ]);
      await admin.send("PUT", `/admin/products/${code}`, { translations: Object.fromEntries(existing) });
    },
    async setPrice(sku: string, price: string) {
      const { channelPricings } = await admin.get<Priced>(`/admin/product-variants/${sku}`);
      const existing = channelPricings[channel];
      await admin.send("PUT", `/admin/product-variants/${sku}`, {
        channelPricings: {
          [channel]: { "@id": existing?.["@id"], price: Math.round(Number(price) * 100), channelCode: channel },
        },
      });
    },
  };
}

async function productOf(database: ShopDatabase, sku: string): Promise<string> {
  const [row] = await database.rows<{ code: string }>(
    "select p.code from sylius_product p join sylius_product_variant v on v.product_id = p.id where v.code = ?",
    [sku],
  );
  return row?.code ?? "";
}
