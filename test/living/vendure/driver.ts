import type { Driver, OpenShop, Purchase, ShopGround } from "../driver.ts";
import { openShop } from "../shop.ts";
import { allTables } from "../tables.ts";
import { type Api, apiOf, LOGIN, REFUSED, SUPERADMIN } from "./api.ts";
import { CHANNEL_TOKEN, HUB, SECOND_CHANNEL_TOKEN, seed } from "./seed.ts";
import { trueItems, trueOrders, truePictures } from "./truth.ts";

export const driver: Driver = {
  provider: "vendure",
  name: "Vendure",
  manifest: import.meta.dirname,
  open,
};

async function open(ground: ShopGround): Promise<OpenShop> {
  const { url, database, life } = await openShop(import.meta.dirname, ground);
  if (!ground.isFilled) {
    const bare = apiOf(`${url}/admin-api`);
    await bare(LOGIN, SUPERADMIN);
    await seed(bare);
  }
  // The default channel shows the orders of all; prices are those of the one connected first.
  const admin = apiOf(`${url}/admin-api`);
  await admin(LOGIN, SUPERADMIN);
  const inChannel = apiOf(`${url}/admin-api`, CHANNEL_TOKEN);
  await inChannel(LOGIN, SUPERADMIN);
  const variantOf = async (sku: string): Promise<number> => {
    const text = `select id from product_variant where sku = $1 and "deletedAt" is null`;
    const { rows } = await database.query<{ id: number }>(text, [sku]);
    return rows[0]?.id ?? 0;
  };
  return {
    currency: "EUR",
    lacks: { bookedRefunds: "the handler of a payment decides whether a refund pays" },
    cancelsTheRest: true,
    writes: { ship: /addFulfillmentToOrder/, refund: /refundOrder/, place: /addManualPaymentToOrder/ },
    values: { adminApiUrl: `${url}/admin-api`, ...HUB, channelToken: CHANNEL_TOKEN },
    secondChannel: { adminApiUrl: `${url}/admin-api`, ...HUB, channelToken: SECOND_CHANNEL_TOKEN },
    buy(purchase) {
      const channel = purchase.isSecondChannel ? SECOND_CHANNEL_TOKEN : CHANNEL_TOKEN;
      return buy(apiOf(`${url}/shop-api`, channel), purchase, variantOf);
    },
    ...backOffice(admin),
    ...goods(inChannel, variantOf),
    pictures: {
      of: (sku) => truePictures(database, sku),
      tables: ["asset", "asset_channels_channel", "asset_translation", "product", "product_asset"],
    },
    items: () => trueItems(database),
    orders: () => trueOrders(database, ground.zone),
    tables: () => allTables(database),
    followsByItself: [/\.updatedAt$/, /^(session|history_entry|job_record|stock_movement)/, /\.lastLogin$/],
    ...life,
  };
}

let buyers = 0;

async function buy(
  shop: Api,
  { lines, payment, coupon, buyer }: Purchase,
  variantOf: (sku: string) => Promise<number>,
) {
  buyers += 1;
  for (const { sku, quantity } of lines)
    await shop(
      `mutation($v: ID!, $q: Int!) { addItemToOrder(productVariantId: $v, quantity: $q) { ... on Order { id } ${REFUSED} } }`,
      { v: await variantOf(sku), q: quantity },
    );
  await shop(
    `mutation($i: CreateCustomerInput!) { setCustomerForOrder(input: $i) { ... on Order { id } ${REFUSED} } }`,
    {
      i: {
        firstName: buyer?.firstName ?? "Guest",
        lastName: buyer?.lastName ?? `Buyer ${buyers}`,
        emailAddress: `buyer${buyers}@guest.example`,
      },
    },
  );
  if (coupon !== undefined)
    await shop(`mutation($c: String!) { applyCouponCode(couponCode: $c) { ... on Order { id } ${REFUSED} } }`, {
      c: coupon,
    });
  const address = {
    fullName: buyer ? `${buyer.firstName} ${buyer.lastName}` : `Guest Buyer ${buyers}`,
    streetLine1: buyer?.street ?? `Long street ${buyers}`,
    city: buyer?.city ?? "Berlin",
    postalCode: "10115",
    countryCode: "DE",
    phoneNumber: "+49 30 5550100",
  };
  await shop(
    `mutation($i: CreateAddressInput!) { setOrderShippingAddress(input: $i) { ... on Order { id } ${REFUSED} } }`,
    { i: address },
  );
  const [method] = await shop<{ id: string }[]>("{ eligibleShippingMethods { id } }");
  await shop(
    `mutation($m: [ID!]!) { setOrderShippingMethod(shippingMethodId: $m) { ... on Order { id } ${REFUSED} } }`,
    {
      m: [method?.id],
    },
  );
  await shop(`mutation { transitionOrderToState(state: "ArrangingPayment") { ... on Order { id } ${REFUSED} } }`);
  const placed = await shop<{ id: string }>(
    `mutation($i: PaymentInput!) { addPaymentToOrder(input: $i) { ... on Order { id } ${REFUSED} } }`,
    { i: { method: payment === "paid" ? "card" : "cash-on-delivery", metadata: {} } },
  );
  return placed.id;
}

interface Sold {
  readonly lines: readonly {
    readonly id: string;
    readonly quantity: number;
    readonly productVariant: { readonly sku: string };
    readonly fulfillmentLines: readonly { readonly quantity: number }[] | null;
  }[];
  readonly payments: readonly { readonly id: string }[];
}

function backOffice(admin: Api) {
  const sold = (id: string) =>
    admin<Sold>(
      "query($id: ID!) { order(id: $id) { lines { id quantity productVariant { sku } fulfillmentLines { quantity } } payments { id } } }",
      { id },
    );
  const cancelLines = (orderId: string, lines?: readonly object[]) =>
    admin(`mutation($i: CancelOrderInput!) { cancelOrder(input: $i) { ... on Order { id } ${REFUSED} } }`, {
      i: { orderId, reason: "by the shop", ...(lines ? { lines } : { cancelShipping: true }) },
    }).then(() => undefined);
  return {
    async pay(order: string) {
      const { payments } = await sold(order);
      for (const { id } of payments)
        await admin(`mutation($id: ID!) { settlePayment(id: $id) { ... on Payment { id } ${REFUSED} } }`, { id });
    },
    async ship(order: string, lines?: readonly { readonly sku: string; readonly quantity: number }[]) {
      const { lines: all } = await sold(order);
      const left = all.map(({ id, quantity, productVariant, fulfillmentLines }) => {
        const gone = (fulfillmentLines ?? []).reduce((sum, one) => sum + one.quantity, 0);
        const requested = lines?.find(({ sku }) => sku === productVariant.sku)?.quantity ?? 0;
        return { orderLineId: id, quantity: lines ? requested : quantity - gone };
      });
      const { id } = await admin<{ id: string }>(
        `mutation($i: FulfillOrderInput!) { addFulfillmentToOrder(input: $i) { ... on Fulfillment { id } ${REFUSED} } }`,
        {
          i: {
            lines: left.filter(({ quantity }) => quantity > 0),
            handler: {
              code: "manual-fulfillment",
              arguments: [
                { name: "method", value: "GLS" },
                { name: "trackingCode", value: `SHOP-${order}` },
              ],
            },
          },
        },
      );
      await admin(
        `mutation($id: ID!) { transitionFulfillmentToState(id: $id, state: "Shipped") { ... on Fulfillment { id } ${REFUSED} } }`,
        { id },
      );
    },
    cancel: (order: string) => cancelLines(order),
    async takeBack(order: string, sku: string, quantity: number) {
      const line = (await sold(order)).lines.find(({ productVariant }) => productVariant.sku === sku);
      await cancelLines(order, [{ orderLineId: line?.id, quantity }]);
    },
    async refund(order: string, amount: string) {
      const { payments } = await sold(order);
      const refund = await admin<{ id: string; state: string }>(
        `mutation($i: RefundOrderInput!) { refundOrder(input: $i) { ... on Refund { id state } ${REFUSED} } }`,
        {
          i: {
            paymentId: payments[0]?.id,
            amount: Math.round(Number(amount) * 100),
            lines: [],
            shipping: 0,
            adjustment: 0,
            reason: "by the shop",
          },
        },
      );
      if (refund.state === "Pending")
        await admin(
          `mutation($i: SettleRefundInput!) { settleRefund(input: $i) { ... on Refund { id } ${REFUSED} } }`,
          {
            i: { id: refund.id, transactionId: `shop-${refund.id}` },
          },
        );
    },
  };
}

function goods(admin: Api, variantOf: (sku: string) => Promise<number>) {
  const update = (input: object) =>
    admin("mutation($i: [UpdateProductVariantInput!]!) { updateProductVariants(input: $i) { id } }", {
      i: [input],
    }).then(() => undefined);
  return {
    setOnHand: async (sku: string, stockOnHand: number) => update({ id: await variantOf(sku), stockOnHand }),
    setPrice: async (sku: string, price: string) =>
      update({ id: await variantOf(sku), price: Math.round(Number(price) * 100) }),
    async setTitle(sku: string, name: string) {
      const variant = await admin<{ productId: string }>("query($id: ID!) { productVariant(id: $id) { productId } }", {
        id: await variantOf(sku),
      });
      await admin("mutation($i: UpdateProductInput!) { updateProduct(input: $i) { id } }", {
        i: { id: variant.productId, translations: [{ languageCode: "en", name }] },
      });
    },
  };
}
