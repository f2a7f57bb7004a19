/**
 * The official samples (`response_sample` of the endpoint documents) against this folder, twice: each is taken for what it
 * is and read by the connector, and what it reads there has the same fields and types as what it reads of the sandbox.
 */
import type { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { Exchanged } from "../../connectors/kit/http/call-log.ts";
import { parseJson } from "../../connectors/kit/parse/json.ts";
import { contentOf } from "../../connectors/shopee/answer.ts";
import { classify } from "../../connectors/shopee/classify.ts";
import { feesOf } from "../../connectors/shopee/fees.ts";
import { billingList, payoutList } from "../../connectors/shopee/payouts-abroad.ts";
import * as shapes from "../../connectors/shopee/schemas.ts";
import { readEndpoints } from "../../connectors/shopee/spec.ts";
import { playAll } from "./fidelity-play.ts";

interface Sampled {
  readonly schema: z.ZodType;
  /** Of a list whose rows are read one by one. */
  readonly row?: { readonly field: string; readonly schema: z.ZodType } | undefined;
}

/** Of a settlement's hundred figures the charges are read. */
const settlement = shapes.escrowDetail.transform(({ order_income: income, order_sn: key, ...rest }) => ({
  ...rest,
  key,
  charges: feesOf(income, { key, at: 0, currency: "SGD" }, { drift: () => undefined }).map(({ kind, text }) => ({
    kind,
    text,
  })),
}));

/** By its path, every answer the connector reads more of than that it succeeded. */
const SAMPLED: Readonly<Record<string, Sampled>> = {
  "auth/token/get": { schema: shapes.tokenSchema },
  "auth/access_token/get": { schema: shapes.tokenSchema },
  "shop/get_shop_info": { schema: shapes.shopSchema },
  "shop/get_warehouse_detail": { schema: shapes.warehousesSchema },
  "product/get_item_list": { schema: shapes.itemListSchema },
  "product/get_item_base_info": { schema: shapes.baseInfoList, row: { field: "item_list", schema: shapes.itemSchema } },
  "product/get_model_list": { schema: shapes.modelListSchema },
  "product/search_item": { schema: shapes.foundItems },
  "product/update_stock": { schema: shapes.rowsSchema },
  "product/update_price": { schema: shapes.rowsSchema },
  "product/get_category": { schema: shapes.categoryList },
  "product/category_recommend": { schema: shapes.recommendedCategories },
  "shop_category/get_shop_category_list": { schema: shapes.collectionList },
  "logistics/get_channel_list": { schema: shapes.channelList },
  "order/get_order_list": { schema: shapes.orderListSchema },
  "order/get_order_detail": { schema: shapes.orderDetails, row: { field: "order_list", schema: shapes.orderSchema } },
  "logistics/get_shipping_parameter": { schema: shapes.shippingParameter },
  "logistics/get_mass_tracking_number": { schema: shapes.trackingList },
  "payment/get_escrow_list": { schema: shapes.escrowList },
  "payment/get_escrow_detail": { schema: settlement },
  "payment/get_payout_info": { schema: payoutList },
  "payment/get_billing_transaction_info": { schema: billingList },
  "returns/get_return_detail": { schema: shapes.returnSchema },
  "push/get_app_push_config": { schema: shapes.pushConfig },
};

/** Where the sample itself is at odds with its document, or shows another case than a plain shop's. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "sample shop/get_warehouse_detail": "the sample shows the refusal of a shop without warehouses together with rows",
  "sample product/get_model_list": "the sample leaves out model_id and tier_index, which the document lists",
  "sandbox product/get_model_list": "the sample leaves out model_id and tier_index, which the document lists",
  "sandbox product/get_item_base_info":
    "the sample says has_model and tells a stock of the item, which the document rules out; extended descriptions are for chosen sellers",
  "sandbox order/get_order_detail": "the sample is older than the quantities cancelled and returned (2026-05)",
};

export interface Compared {
  readonly call: string;
  readonly details: readonly string[];
}

/** For `npm run fidelity`: the comparison in the form of its report. */
export async function measureFidelity(specsDir: string) {
  const all = await compareAll(specsDir);
  const differing = all.filter(({ details }) => details.length > 0);
  return {
    compared: all.length,
    same: all.length - differing.length,
    onPurpose: differing.flatMap(({ call }) => (call in ON_PURPOSE ? [{ call, reason: ON_PURPOSE[call] ?? "" }] : [])),
    differences: differing.flatMap(({ call, details }) =>
      call in ON_PURPOSE ? [] : [{ call, what: details.slice(0, 3).join("; ") }],
    ),
  };
}

/** `dir` is the folder of all descriptions. */
export async function compareAll(dir: string): Promise<readonly Compared[]> {
  const endpoints = readEndpoints(dir);
  const played = await playAll();
  return Object.entries(SAMPLED).flatMap(([path, one]) => {
    const [sample] = endpoints.get(`/api/v2/${path}`)?.response_sample ?? [];
    if (!sample) return [{ call: `sample ${path}`, details: ["there is no sample"] }];
    const text = typeof sample.value === "string" ? repaired(sample.value) : JSON.stringify(sample.value);
    return [
      { call: `sample ${path}`, details: readable(one, text) },
      { call: `sandbox ${path}`, details: alike({ ...one, path }, text, played.get(`/api/v2/${path}`)) },
    ];
  });
}

/** Samples that are no JSON lack commas, have some too many, begin twice, or end before their last braces. */
export function repaired(text: string): string {
  const commas = text
    .replace(/^\{\s*\{/, "{")
    .replace(/(["\d\]}el])(\s*\n\s*)(?=")/g, "$1,$2")
    .replace(/,(\s*[\]}])/g, "$1")
    .trimEnd();
  const open = (sign: string) => commas.split(sign).length - 1;
  return commas + "]".repeat(Math.max(0, open("[") - open("]"))) + "}".repeat(Math.max(0, open("{") - open("}")));
}

/** What keeps the connector from taking the sample for a success and reading it. */
function readable(one: Sampled, text: string): string[] {
  const verification = classify(
    { status: 200, headers: {}, text, url: "" },
    { method: "GET", url: "", operation: "sample" },
  );
  if (verification !== null) return [`taken for ${verification.kind}`];
  const read = readOf(one, parseJson(text));
  return "problems" in read ? read.problems : [];
}

function alike(one: Sampled & { readonly path: string }, sample: string, played: Exchanged | undefined): string[] {
  if (!played) return ["the sandbox was never asked"];
  const [official, ours] = [readOf(one, parseJson(sample)), readOf(one, parseJson(played.responseBody))];
  if ("problems" in ours) return ours.problems;
  return "problems" in official ? official.problems : differences(official.value, ours.value, one.path);
}

type Read = { readonly value: unknown } | { readonly problems: string[] };

/** What the connector keeps of an answer. */
function readOf({ schema, row }: Sampled, body: Json): Read {
  const content = schema.safeParse(contentOf(body));
  if (!content.success) return { problems: problemsOf(content.error) };
  if (!row) return { value: content.data };
  const [first] = Object.entries(content.data as object).find(([field]) => field === row.field)?.[1] ?? [];
  const inner = row.schema.safeParse(first);
  return inner.success ? { value: inner.data } : { problems: problemsOf(inner.error) };
}

const problemsOf = (error: z.ZodError): string[] =>
  error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === "-" || (Array.isArray(value) && value.length === 0);

/** Fields that one has and the other lacks, and types that differ; what is empty on one side says nothing. */
function differences(official: unknown, ours: unknown, path: string): string[] {
  if (isEmpty(official) || isEmpty(ours)) return [];
  if (Array.isArray(official) && Array.isArray(ours)) return differences(official[0], ours[0], `${path}[0]`);
  if (typeof official !== typeof ours || Array.isArray(official) !== Array.isArray(ours))
    return [`${path}: ${typeof ours} instead of ${typeof official}`];
  if (typeof official !== "object") return [];
  const [left, right] = [official as Record<string, unknown>, ours as Record<string, unknown>];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return names.flatMap((name) => {
    if (!(name in left)) return isEmpty(right[name]) ? [] : [`${path}.${name}: not in the sample`];
    if (!(name in right)) return isEmpty(left[name]) ? [] : [`${path}.${name}: missing`];
    return differences(left[name], right[name], `${path}.${name}`);
  });
}
