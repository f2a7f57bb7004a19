import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import { amountColumns } from "../kit/contract/amount-columns.ts";
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";
import { DEFAULTS } from "./settings.ts";
import { catalog, english } from "./words.ts";

const limits: readonly Bucket[] = [
  {
    id: "calls",
    scope: "connection",
    rate: 1.5,
    burst: 10,
    publishedRate: 100 / 60,
    concurrency: 1,
    source: "Marketplace integration platform, PPMP API V4: inventory, 100 requests a minute; taken for all calls",
  },
];

const setupFormFields = fieldsOf(catalog.messages, [
  {
    id: "baseUrl",
    type: "url",
    required: true,
    defaultValue: DEFAULTS.baseUrl,
    pattern: "^https://[^\\s/]+.*$",
  },
  { id: "merchantId", type: "text", required: true },
  { id: "secretKey", type: "secret", required: true, help: english("field.merchantId.help") },
  { id: "model", type: "select", required: true, defaultValue: "PPMP", options: ["PPMP", "OMNI"] },
  {
    id: "warehouses",
    type: "text",
    required: true,
    placeholder: "WH01, WH02",
    pattern: "^[^\\s,;]+([\\s,;]+[^\\s,;]+)*$",
  },
  { id: "webhookSecret", type: "secret", afterSave: true },
]);

const settingsFields = fieldsOf(catalog.messages, [
  { id: "acceptOrders", type: "boolean", defaultValue: "false" },
  { id: "invoicePrefix", type: "text" },
  { id: "processingSla", type: "number" },
  {
    id: "partnerStore",
    type: "text",
    help: `Left open: ${DEFAULTS.ppmpStore} for PPMP, ${DEFAULTS.omniStore} for Omni. Sources differ in upper and lower case.`,
  },
  { id: "sendBasicAuth", type: "boolean", defaultValue: "false" },
  {
    id: "quantityField",
    type: "select",
    defaultValue: DEFAULTS.quantityField,
    options: ["inventoryCount", "quantity"].map((value) => ({ value, label: value })),
  },
  {
    id: "warehouseField",
    type: "select",
    defaultValue: DEFAULTS.warehouseField,
    options: ["storeCode", "store_code"].map((value) => ({ value, label: value })),
  },
  { id: "prepaidWords", type: "text", defaultValue: DEFAULTS.prepaidWords },
  { id: "statusCodes", type: "text", placeholder: "PKD=PK, X=IC" },
  { id: "tokenHeader", type: "text", defaultValue: DEFAULTS.tokenHeader },
  { id: "refreshHeader", type: "text", defaultValue: DEFAULTS.refreshHeader },
  { id: "secretHeader", type: "text", defaultValue: DEFAULTS.secretHeader },
  { id: "storeHeader", type: "text", defaultValue: DEFAULTS.storeHeader },
]);

export const meta: ConnectorMeta = {
  id: "myntra",
  kind: "commerce",
  name: "Myntra (beta)",
  section: "marketplaces",
  icon: "myntra",
  color: "#FF3F6C",
  connectType: "api_key",
  setupFormFields,
  setupSteps: setupStepsOf(catalog.messages),
  settingsFields,
  topics: [{ id: "", label: english("topic.ordersPacketsReturns"), secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  orderPrefix: "MY",
  api: { version: "V4 (community-verified)" },
  orderHistory: {
    days: 30,
    note: english("history"),
  },
  docs: "docs/providers/myntra.md",
  // Label and tracking number of each order are its own.
  mergesOrders: "forbidden",
  // "PG forward" and "PG reverse" settlements. Names from public parsers, unverified: in a row of theirs what the customer
  // paid less commission, logistics (fixed, packing and gateway fees are in it), TCS and TDS is the settled amount.
  settlementFile: {
    order: "order_release_id",
    reference: "NEFT_Ref",
    paidAt: "Payment_Date",
    decimal: "point",
    days: "mdy",
    net: "Settled_Amount",
    columns: amountColumns({
      given: {
        customer_paid_amt: "sale",
      },
      taken: {
        Commission: "commission",
        Logistics_Commission: "shipping_forward",
        igst_tcs: "withheld_tax",
        cgst_tcs: "withheld_tax",
        sgst_tcs: "withheld_tax",
        TDS: "withheld_tax",
      },
    }),
  },
  facts: {
    country: english("fact.country"),
    currency: english("fact.currency"),
    timeZone: english("fact.timeZone"),
    model: english("field.model"),
  },
};
