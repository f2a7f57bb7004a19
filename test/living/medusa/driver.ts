import type pg from "pg";
import type { Driver, OpenShop, Purchase, ShopGround } from "../driver.ts";
import { openShop } from "../shop.ts";
import { allTables } from "../tables.ts";
import { ACCOUNT, type Api, apiOf, backOfficeOf } from "./api.ts";
import { backOffice } from "./back-office.ts";
import { CHANNEL, SECOND_CHANNEL, seed } from "./seed.ts";
import { trueItems, trueOrders } from "./truth.ts";

export const driver: Driver = {
  provider: "medusa",
  name: "Medusa",
  manifest: import.meta.dirname,
  open,
};

async function open(ground: ShopGround): Promise<OpenShop> {
  const { url, database, life } = await openShop(import.meta.dirname, ground, { account: ACCOUNT });
  const admin = await backOfficeOf(url);
  if (!ground.isFilled) await seed(admin);
  const facts = await factsOf(database, CHANNEL);
  const second = await factsOf(database, SECOND_CHANNEL);
  const made = await admin.post<{ api_key: { token: string } }>("/admin/api-keys", { title: "hub", type: "secret" });
  const variantOf = async (sku: string) => {
    const { rows } = await database.query<{ id: string; productId: string; inventoryId: string }>(
      `select v.id, v.product_id as "productId", i.inventory_item_id as "inventoryId" from product_variant v
       left join product_variant_inventory_item i on i.variant_id = v.id and i.deleted_at is null
       where v.sku = $1 and v.deleted_at is null`,
      [sku],
    );
    const [found] = rows;
    if (!found) throw new Error(`The shop has no ${sku}.`);
    return found;
  };
  const office = backOffice(admin, { ...facts, variantOf });
  const storefrontOf = ({ publishable }: Facts) => apiOf(url, { "x-publishable-api-key": publishable });
  const values = { baseUrl: url, secretKey: made.api_key.token };
  return {
    currency: "EUR",
    lacks: {
      restockBefore: "units that have not left stay reserved until the order is canceled",
    },
    cancelsTheRest: false,
    writes: {
      ship: /^POST \/admin\/orders\/[^/]+\/fulfillments[?\n]/,
      refund: /^POST \/admin\/payments\/[^/]+\/refund/,
      place: /^POST \/admin\/draft-orders\/[^/]+\/convert-to-order/,
    },
    values: { ...values, salesChannelId: facts.channel },
    secondChannel: { ...values, salesChannelId: second.channel },
    async buy(purchase) {
      const through = purchase.isSecondChannel ? second : facts;
      const order = await buy(storefrontOf(through), purchase, { ...through, variantOf });
      if (purchase.payment === "paid") await office.pay(order);
      return order;
    },
    ...office,
    pictures: {
      async of(sku) {
        const { rows } = await database.query<{ url: string }>(
          `select i.url from image i join product_variant v on v.product_id = i.product_id
           where v.sku = $1 and i.deleted_at is null and v.deleted_at is null order by i.rank`,
          [sku],
        );
        return rows.map(({ url: address }) => address);
      },
      tables: ["image"],
    },
    items: () => trueItems(database),
    orders: () => trueOrders(database),
    tables: () => allTables(database),
    followsByItself: [/\.updated_at$/, /^workflow_execution\./, /^api_key\.last_used_at$/],
    ...life,
  };
}

interface Facts {
  readonly publishable: string;
  readonly channel: string;
  readonly region: string;
  readonly location: string;
  readonly shippingOption: string;
  readonly returnOption: string;
}

async function factsOf(database: pg.Pool, channel: string): Promise<Facts> {
  const { rows } = await database.query<Facts>(
    `select (select token from api_key where type = 'publishable' and title = $1) as publishable,
       (select id from sales_channel where name = $1) as channel, (select id from region) as region,
       (select id from stock_location) as location,
       (select id from shipping_option where name = 'Standard') as "shippingOption",
       (select id from shipping_option where name = 'Send back') as "returnOption"`,
    [channel],
  );
  const [facts] = rows;
  if (!facts) throw new Error("The shop's world is not there.");
  return facts;
}

let buyers = 0;

interface BuyingFacts extends Facts {
  variantOf(sku: string): Promise<{ readonly id: string }>;
}

/** A cart, a way to ship, the built-in payment, which promises the money. */
async function buy(shop: Api, { lines, coupon, buyer }: Purchase, { region, shippingOption, variantOf }: BuyingFacts) {
  buyers += 1;
  const address = {
    first_name: buyer?.firstName ?? "Guest",
    last_name: buyer?.lastName ?? `Buyer ${buyers}`,
    address_1: buyer?.street ?? `Long street ${buyers}`,
    city: buyer?.city ?? "Berlin",
    postal_code: "10115",
    country_code: "de",
    phone: "+49 30 5550100",
  };
  const items: object[] = [];
  for (const { sku, quantity } of lines) items.push({ variant_id: (await variantOf(sku)).id, quantity });
  const { cart } = await shop.post<{ cart: { id: string } }>("/store/carts", {
    region_id: region,
    email: `buyer${buyers}@guest.example`,
    shipping_address: address,
    billing_address: address,
    items,
    ...(coupon !== undefined && { promo_codes: [coupon] }),
  });
  await shop.post(`/store/carts/${cart.id}/shipping-methods`, { option_id: shippingOption });
  const { payment_collection } = await shop.post<{ payment_collection: { id: string } }>("/store/payment-collections", {
    cart_id: cart.id,
  });
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`;
  await shop.post(sessions, { provider_id: "pp_system_default" });
  const done = await shop.post<{ type: string; order?: { id: string }; error?: { message: string } }>(
    `/store/carts/${cart.id}/complete`,
  );
  if (!done.order) throw new Error(`The cart was not completed: ${done.error?.message}`);
  return done.order.id;
}
