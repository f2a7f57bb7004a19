/** What people do in the shop's back office. */
import type { Api } from "./api.ts";

interface Sold {
  readonly items: readonly {
    readonly id: string;
    readonly variant_sku: string;
    readonly quantity: number;
    readonly detail: { readonly fulfilled_quantity: number };
  }[];
  readonly fulfillments: readonly { readonly id: string }[];
  readonly payment_collections: readonly {
    readonly payments: readonly { readonly id: string; readonly captured_at: string | null }[];
  }[];
}

const SOLD = "fields=id,*items,*items.detail,*fulfillments,*payment_collections.payments";

export interface Places {
  readonly location: string;
  readonly returnOption: string;
  variantOf(sku: string): Promise<{ readonly id: string; readonly productId: string; readonly inventoryId: string }>;
}

export function backOffice(admin: Api, { location, returnOption, variantOf }: Places) {
  const sold = async (id: string) => (await admin.get<{ order: Sold }>(`/admin/orders/${id}?${SOLD}`)).order;
  const paymentOf = async (order: string) => {
    const payments = (await sold(order)).payment_collections.flatMap((one) => one.payments);
    return (payments.find(({ captured_at }) => captured_at !== null) ?? payments[0])?.id;
  };
  return {
    async pay(order: string) {
      await admin.post(`/admin/payments/${await paymentOf(order)}/capture`);
    },
    async ship(order: string, lines?: readonly { readonly sku: string; readonly quantity: number }[]) {
      const before = await sold(order);
      const items = before.items
        .map(({ id, variant_sku, quantity, detail }) => {
          const requested = lines?.find(({ sku }) => sku === variant_sku)?.quantity ?? 0;
          return { id, quantity: lines ? requested : quantity - detail.fulfilled_quantity };
        })
        .filter(({ quantity }) => quantity > 0);
      await admin.post(`/admin/orders/${order}/fulfillments`, { items });
      const existing = new Set(before.fulfillments.map(({ id }) => id));
      const made = (await sold(order)).fulfillments.find(({ id }) => !existing.has(id));
      await admin.post(`/admin/orders/${order}/fulfillments/${made?.id}/shipments`, {
        items,
        labels: [{ tracking_number: `SHOP-${order}`, tracking_url: "#", label_url: "#" }],
      });
    },
    async cancel(order: string) {
      await admin.post(`/admin/orders/${order}/cancel`);
    },
    async takeBack(order: string, sku: string, quantity: number) {
      const line = (await sold(order)).items.find(({ variant_sku }) => variant_sku === sku);
      const items = [{ id: line?.id, quantity }];
      const started = await admin.post<{ return: { id: string } }>("/admin/returns", {
        order_id: order,
        location_id: location,
      });
      const path = `/admin/returns/${started.return.id}`;
      await admin.post(`${path}/request-items`, { items });
      await admin.post(`${path}/shipping-method`, { shipping_option_id: returnOption });
      await admin.post(`${path}/request`);
      await admin.post(`${path}/receive`);
      await admin.post(`${path}/receive-items`, { items });
      await admin.post(`${path}/receive/confirm`);
    },
    async refund(order: string, amount: string) {
      await admin.post(`/admin/payments/${await paymentOf(order)}/refund`, { amount: Number(amount) });
    },
    async setOnHand(sku: string, stocked_quantity: number) {
      const { inventoryId } = await variantOf(sku);
      await admin.post(`/admin/inventory-items/${inventoryId}/location-levels/${location}`, { stocked_quantity });
    },
    async setTitle(sku: string, title: string) {
      await admin.post(`/admin/products/${(await variantOf(sku)).productId}`, { title });
    },
    async setPrice(sku: string, price: string) {
      const { id, productId } = await variantOf(sku);
      // The list is taken whole: the other currency has to be named with it.
      const prices = ["eur", "usd"].map((currency_code) => ({ currency_code, amount: Number(price) }));
      await admin.post(`/admin/products/${productId}/variants/${id}`, { prices });
    },
  };
}
