/** What the run adds to a shop before it sells there. */
import { spawnSync } from "node:child_process";
import type { TestProduct } from "../goods.ts";
import type { ShopDatabase } from "../php/database.ts";
import type { Api } from "./api.ts";
import { CARD, TRANSFER } from "./checkout.ts";

export interface Account {
  readonly email: string;
  readonly password: string;
}

export interface Place {
  readonly channel: string;
  readonly locale: string;
}

/** An administrator who may use the API; nobody can be made one in the shop's own pages. */
export async function addAdministrator(database: ShopDatabase, { email, password }: Account, locale: string) {
  const hash = spawnSync("php", ["-r", "echo password_hash($argv[1], PASSWORD_ARGON2I);", "--", password], {
    encoding: "utf8",
  }).stdout;
  await database.rows(
    `insert into sylius_admin_user (username, username_canonical, email, email_canonical, enabled, password, roles,
       created_at, locale_code)
     values (?, ?, ?, ?, 1, ?, '["ROLE_ADMINISTRATION_ACCESS","ROLE_API_ACCESS"]', now(), ?)`,
    [email, email, email, email, hash, locale],
  );
}

/** Payment methods of the run, a coupon, and Germany as a place to ship to. */
export async function addWays(admin: Api, { channel, locale }: Place): Promise<void> {
  const channels = [`/api/v2/admin/channels/${channel}`];
  const named = (name: string) => ({ [locale]: { name } });
  for (const code of [CARD, TRANSFER])
    await admin.send("POST", "/admin/payment-methods", {
      code,
      enabled: true,
      channels,
      gatewayConfig: { factoryName: "offline", gatewayName: code, config: {} },
      translations: named(code),
    });
  await admin.send("POST", "/admin/countries", { code: "DE", enabled: true }).catch(() => undefined);
  await admin.send("POST", "/admin/zones", {
    code: "living",
    name: "Living",
    type: "country",
    scope: "all",
    members: [{ code: "DE" }],
  });
  await admin.send("POST", "/admin/shipping-methods", {
    code: "living",
    enabled: true,
    position: 0,
    zone: "/api/v2/admin/zones/living",
    channels,
    calculator: "flat_rate",
    configuration: { [channel]: { amount: 490 } },
    translations: named("Living"),
  });
  await admin.send("POST", "/admin/promotions", {
    code: "living",
    name: "Living",
    couponBased: true,
    channels,
    actions: [{ type: "order_percentage_discount", configuration: { percentage: 0.1 } }],
    translations: { [locale]: { label: "Living" } },
  });
  await admin.send("POST", "/admin/promotions/living/coupons", { code: "SAVE10" });
}

export async function addProducts(
  admin: Api,
  { channel, locale }: Place,
  products: readonly TestProduct[],
): Promise<void> {
  for (const { sku, title, price, stock, sizes } of products) {
    await admin.send("POST", "/admin/products", {
      code: sku,
      enabled: true,
      channels: [`/api/v2/admin/channels/${channel}`],
      translations: { [locale]: { name: title, slug: sku.toLowerCase() } },
    });
    const variants = sizes?.map((size, step) => ({ code: `${sku}-${size}`, name: size, more: 100 * step }));
    for (const { code, name, more } of variants ?? [{ code: sku, name: title, more: 0 }])
      await admin.send("POST", "/admin/product-variants", {
        code,
        product: `/api/v2/admin/products/${sku}`,
        enabled: true,
        tracked: true,
        onHand: stock,
        shippingRequired: true,
        translations: { [locale]: { name } },
        channelPricings: { [channel]: { price: price + more, channelCode: channel } },
      });
  }
}
