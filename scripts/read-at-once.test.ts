/**
 * What strangers send is read in turns: a bare JSON.parse of 20 MB holds everybody up, and so do a hundred megabytes unpacked
 * in one go. A file that reads JSON, XML, base64 or an archive at once is listed here with what bounds it.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const WAYS = [
  /(?<!function )(?:JSON\.parse|\b(?:parseJson|parseOwnJson|jsonOrNull|plainJson|parseXml))\(|\.json\(\)/,
  /Buffer\.from\((?:[^()]|\([^()]*\))*, "base64(?:url)?"\)|\batob\(|\bfromBase64\(/,
  /\b(?:inflate|inflateRaw|gunzip|unzip|brotliDecompress|zstdDecompress)Sync\(|from "yauzl"/,
];
/** Run by tests and tools alone. */
const UNSERVED =
  /\.test\.ts$|testing|\/samples|\/conformance\/|\/spec\.ts$|\/specs|^src\/sandboxes\/|\/kit\/sandbox\/|\/fixtures\//;

const OWN = "the hub wrote it, or reads what it wrote";
const REFUSAL = "of an answer that says no, at most 1 MB is read";
const DELIVERY = "a delivery, 5 MB of 500,000 values: thread-budget.test.ts measures them";
const PIECE = "a bounded piece of it, some 1 MB at most";
const HEADER = "a header or a token";
const FORM = "a field of a form, a setting or a cell";
const APART = "in a process of its own";
const KEY = "a key or a signature";
const INSTALLED = "a file the operator installed, which the hub runs anyway";
const BASE64 = "at most 20 MB of it: base64 of one takes some 5 ms";

const KNOWN: Readonly<Record<string, string>> = {
  "src/compiled.ts": OWN,
  "src/connectors/amazon/classify.ts": REFUSAL,
  "src/connectors/amazon/product-attributes.ts": FORM,
  "src/connectors/amazon/product-sweeps.ts": OWN,
  "src/connectors/bigcommerce/classify.ts": REFUSAL,
  "src/connectors/catalog.ts": OWN,
  "src/connectors/custom_api/courier/labels.ts": BASE64,
  "src/connectors/custom_api/expressions-process.ts": APART,
  "src/connectors/custom_api/manifest-common.ts": FORM,
  "src/connectors/custom_api/order-create.ts": OWN,
  "src/connectors/custom_api/products.ts": OWN,
  "src/connectors/custom_api/promotions.ts": OWN,
  "src/connectors/custom_api/signatures.ts": KEY,
  "src/connectors/custom_api/sweeps.ts": OWN,
  "src/connectors/custom_api/try-out.ts": OWN,
  "src/connectors/easyorders/classify.ts": REFUSAL,
  "src/connectors/easyorders/pages.ts": OWN,
  "src/connectors/ebay/classify.ts": REFUSAL,
  "src/connectors/ebay/listing-port.ts": REFUSAL,
  "src/connectors/ebay/member-messages.ts": OWN,
  "src/connectors/ebay/order-sweeps.ts": OWN,
  "src/connectors/ebay/signing.ts": KEY,
  "src/connectors/ebay/trading-client.ts": REFUSAL,
  "src/connectors/ebay/webhooks.ts": HEADER,
  "src/connectors/flipkart/classify.ts": REFUSAL,
  "src/connectors/flipkart/order-sweeps.ts": OWN,
  "src/connectors/flipkart/webhooks.ts": HEADER,
  "src/connectors/google_ads/classify.ts": REFUSAL,
  "src/connectors/kit/parse/signatures.ts": KEY,
  "src/connectors/kit/pull/open-list.ts": OWN,
  "src/connectors/kit/graphql/changed-sweep.ts": OWN,
  "src/connectors/kit/http/answer-json.ts": PIECE,
  "src/connectors/kit/http/error-messages.ts": PIECE,
  "src/connectors/kit/http/redact.ts": PIECE,
  "src/connectors/kit/parse/body-json.ts": PIECE,
  "src/connectors/kit/parse/json.ts": PIECE,
  "src/connectors/kit/pull/changed-sweep.ts": OWN,
  "src/connectors/magento/classify.ts": REFUSAL,
  "src/connectors/magento/order-sweeps.ts": OWN,
  "src/connectors/magento/stock-queue.ts": OWN,
  "src/connectors/magento/sweeps.ts": OWN,
  "src/connectors/medusa/classify.ts": REFUSAL,
  "src/connectors/medusa/order-open.ts": OWN,
  "src/connectors/medusa/order-sweeps.ts": OWN,
  "src/connectors/meta_ads/usage.ts": HEADER,
  "src/connectors/mirakl/listing-port.ts": OWN,
  "src/connectors/mirakl/offer-imports.ts": OWN,
  "src/connectors/mirakl/settlements.ts": OWN,
  "src/connectors/mirakl/sweeps.ts": OWN,
  "src/connectors/mirakl/threads.ts": OWN,
  "src/connectors/myntra/auth.ts": HEADER,
  "src/connectors/packages.ts": INSTALLED,
  "src/connectors/prestashop/classify.ts": REFUSAL,
  "src/connectors/prestashop/order-alias.ts": KEY,
  "src/connectors/shopee/images.ts": OWN,
  "src/connectors/shopee/webhooks.ts": DELIVERY,
  "src/connectors/shopify/bulk.ts": PIECE,
  "src/connectors/squarespace/classify.ts": REFUSAL,
  "src/connectors/sylius/auth.ts": HEADER,
  "src/connectors/sylius/classify.ts": REFUSAL,
  "src/connectors/sylius/order-open.ts": OWN,
  "src/connectors/sylius/order-sweeps.ts": OWN,
  "src/connectors/tiktok_shop/order-sweeps.ts": OWN,
  "src/connectors/tiktok_shop/product-sweeps.ts": OWN,
  "src/connectors/vendure/order-older.ts": OWN,
  "src/connectors/vendure/order-open.ts": OWN,
  "src/connectors/vendure/order-sweeps.ts": OWN,
  "src/connectors/walmart/classify.ts": REFUSAL,
  "src/connectors/walmart/feeds.ts": OWN,
  "src/connectors/walmart/listing-port.ts": OWN,
  "src/connectors/walmart/order-sweeps.ts": OWN,
  "src/connectors/walmart/products.ts": OWN,
  "src/connectors/walmart/sweeps.ts": OWN,
  "src/connectors/wix/classify.ts": REFUSAL,
  "src/connectors/wix/events.ts": DELIVERY,
  "src/connectors/wix/jwt.ts": DELIVERY,
  "src/connectors/wix/sweeps.ts": OWN,
  "src/connectors/woocommerce/json.ts": REFUSAL,
  "src/db/backup/format.ts": OWN,
  "src/db/embedded-binaries.ts": OWN,
  "src/engine/connect/accounts.ts": OWN,
  "src/engine/connect/callback.ts": OWN,
  "src/engine/connect/form.ts": FORM,
  "src/engine/incoming-deliveries/start-while-storing.ts": OWN,
  "src/engine/outgoing-webhooks/sign-webhook.ts": KEY,
  "src/engine/sweeps/ad-spend.ts": OWN,
  "src/engine/sweeps/parked-records.ts": OWN,
  "src/engine/terminals/stripe-call.ts": PIECE,
  "src/http/assistant/ask-hub.ts": OWN,
  "src/http/events-stream.ts": OWN,
  "src/http/idempotency.ts": OWN,
  "src/http/routes/admin-work.ts": OWN,
  "src/http/routes/channel-logos.ts": PIECE,
  "src/http/sign-in-routes.ts": PIECE,
  "src/hub/accounts/passwords.ts": OWN,
  "src/hub/accounts/sign-up-proof.ts": KEY,
  "src/hub/audit/changes.ts": OWN,
  "src/hub/channel-files/rows.ts": APART,
  "src/hub/channel-files/xlsx.ts": APART,
  "src/hub/imports/json-items.ts": APART,
  "src/hub/imports/values.ts": FORM,
  "src/hub/incoming-event-log/unread-glance.ts": PIECE,
  "src/hub/incoming-event-log/unread-orders.ts": PIECE,
  "src/hub/invoices/document.ts": OWN,
  "src/hub/notifications/push-encryption.ts": KEY,
  "src/hub/paging.ts": PIECE,
  "src/hub/paper-print/fonts.ts": OWN,
  "src/hub/paper-print/png.ts": APART,
  "src/hub/paper-print/woff.ts": OWN,
  "src/hub/shipping/public-tracking.ts": KEY,
};

const shipped = globSync("src/**/*.ts", { cwd: ROOT }).filter((file) => !UNSERVED.test(file));

test("no file reads what strangers send at once, but those whose bound is known [I1.3] [F13]", () => {
  const reading = shipped.filter((file) =>
    readFileSync(join(ROOT, file), "utf8")
      .split("\n")
      .some((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && WAYS.some((way) => way.test(line))),
  );
  expect(reading.filter((file) => !KNOWN[file])).toEqual([]);
  expect(Object.keys(KNOWN).filter((file) => !reading.includes(file))).toEqual([]);
  expect(shipped.length).toBeGreaterThan(1_000);
});
