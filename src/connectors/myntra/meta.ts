import type { Bucket, ConnectorMeta, Field } from "../kit/contract/contract.ts";
import { DEFAULTS } from "./settings.ts";
import { english } from "./words.ts";

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

const setupFormFields: readonly Field[] = [
  {
    id: "baseUrl",
    label: english("field.baseUrl"),
    type: "url",
    required: true,
    defaultValue: DEFAULTS.baseUrl,
    pattern: "^https://[^\\s/]+.*$",
    patternHint: english("field.baseUrl.patternHint"),
    help: english("field.baseUrl.help"),
  },
  {
    id: "merchantId",
    label: english("field.merchantId"),
    type: "text",
    required: true,
    help: english("field.merchantId.help"),
  },
  {
    id: "secretKey",
    label: english("field.secretKey"),
    type: "secret",
    required: true,
    help: english("field.merchantId.help"),
  },
  {
    id: "model",
    label: english("field.model"),
    type: "select",
    required: true,
    defaultValue: "PPMP",
    options: [
      { value: "PPMP", label: english("option.PPMP") },
      { value: "OMNI", label: english("option.OMNI") },
    ],
  },
  {
    id: "warehouses",
    label: english("field.warehouses"),
    type: "text",
    required: true,
    placeholder: "WH01, WH02",
    pattern: "^[^\\s,;]+([\\s,;]+[^\\s,;]+)*$",
    patternHint: english("field.warehouses.patternHint"),
    help: english("field.warehouses.help"),
  },
  {
    id: "webhookSecret",
    label: english("field.webhookSecret"),
    type: "secret",
    required: false,
    afterSave: true,
    help: english("field.webhookSecret.help"),
  },
];

const settingsFields: readonly Field[] = [
  {
    id: "acceptOrders",
    label: english("field.acceptOrders"),
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: english("field.acceptOrders.help"),
  },
  {
    id: "invoicePrefix",
    label: english("field.invoicePrefix"),
    type: "text",
    required: false,
    help: english("field.invoicePrefix.help"),
  },
  {
    id: "processingSla",
    label: english("field.processingSla"),
    type: "number",
    required: false,
    help: english("field.processingSla.help"),
  },
  {
    id: "partnerStore",
    label: english("field.partnerStore"),
    type: "text",
    required: false,
    help: `Left open: ${DEFAULTS.ppmpStore} for PPMP, ${DEFAULTS.omniStore} for Omni. Sources differ in upper and lower case.`,
  },
  {
    id: "sendBasicAuth",
    label: english("field.sendBasicAuth"),
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: english("field.sendBasicAuth.help"),
  },
  {
    id: "quantityField",
    label: english("field.quantityField"),
    type: "select",
    required: false,
    defaultValue: DEFAULTS.quantityField,
    options: ["inventoryCount", "quantity"].map((value) => ({ value, label: value })),
  },
  {
    id: "warehouseField",
    label: english("field.warehouseField"),
    type: "select",
    required: false,
    defaultValue: DEFAULTS.warehouseField,
    options: ["storeCode", "store_code"].map((value) => ({ value, label: value })),
  },
  {
    id: "prepaidWords",
    label: english("field.prepaidWords"),
    type: "text",
    required: false,
    defaultValue: DEFAULTS.prepaidWords,
    help: english("field.prepaidWords.help"),
  },
  {
    id: "statusCodes",
    label: english("field.statusCodes"),
    type: "text",
    required: false,
    placeholder: "PKD=PK, X=IC",
    help: english("field.statusCodes.help"),
  },
  {
    id: "tokenHeader",
    label: english("field.tokenHeader"),
    type: "text",
    required: false,
    defaultValue: DEFAULTS.tokenHeader,
  },
  {
    id: "refreshHeader",
    label: english("field.refreshHeader"),
    type: "text",
    required: false,
    defaultValue: DEFAULTS.refreshHeader,
  },
  {
    id: "secretHeader",
    label: english("field.secretHeader"),
    type: "text",
    required: false,
    defaultValue: DEFAULTS.secretHeader,
  },
  {
    id: "storeHeader",
    label: english("field.storeHeader"),
    type: "text",
    required: false,
    defaultValue: DEFAULTS.storeHeader,
  },
];

export const meta: ConnectorMeta = {
  id: "myntra",
  kind: "commerce",
  name: "Myntra (beta)",
  section: "marketplaces",
  icon: "myntra",
  color: "#FF3F6C",
  connectType: "api_key",
  setupFormFields,
  setupSteps: [
    {
      title: english("step.1.title"),
      text: english("step.1.text"),
    },
    {
      title: english("step.2.title"),
      text: english("step.2.text"),
    },
    {
      title: english("step.3.title"),
      text: english("step.3.text"),
    },
  ],
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
  // "PG forward" and "PG reverse" settlements. Names from public parsers, unverified: in a row of theirs what the customer
  // paid less commission, logistics (fixed, packing and gateway fees are in it), TCS and TDS is the settled amount.
  settlementFile: {
    order: "order_release_id",
    reference: "NEFT_Ref",
    paidAt: "Payment_Date",
    decimal: "point",
    days: "mdy",
    net: "Settled_Amount",
    columns: [
      { column: "customer_paid_amt", kind: "sale", sign: "given" },
      { column: "Commission", kind: "commission", sign: "taken" },
      { column: "Logistics_Commission", kind: "shipping_forward", sign: "taken" },
      { column: "igst_tcs", kind: "withheld_tax", sign: "taken" },
      { column: "cgst_tcs", kind: "withheld_tax", sign: "taken" },
      { column: "sgst_tcs", kind: "withheld_tax", sign: "taken" },
      { column: "TDS", kind: "withheld_tax", sign: "taken" },
    ],
  },
  facts: {
    country: english("fact.country"),
    currency: english("fact.currency"),
    timeZone: english("fact.timeZone"),
    model: english("field.model"),
  },
};
