import type { Bucket, ConnectorMeta, Field } from "../kit/contract.ts";
import { DEFAULTS } from "./settings.ts";

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
    label: "API base URL",
    type: "url",
    required: true,
    defaultValue: DEFAULTS.baseUrl,
    pattern: "^https://[^\\s/]+.*$",
    patternHint: "An https address, as shown in Myntra's developer centre after registration.",
    help: "Myntra names the host after registration. Change it if yours is another.",
  },
  { id: "merchantId", label: "Merchant id", type: "text", required: true, help: "Issued by Myntra." },
  { id: "secretKey", label: "Secret key", type: "secret", required: true, help: "Issued by Myntra." },
  {
    id: "model",
    label: "Selling model",
    type: "select",
    required: true,
    defaultValue: "PPMP",
    options: [
      { value: "PPMP", label: "PPMP: I ship from my own warehouse" },
      { value: "OMNI", label: "Omni: my stores ship" },
    ],
  },
  {
    id: "warehouses",
    label: "Warehouse ids",
    type: "text",
    required: true,
    placeholder: "WH01, WH02",
    pattern: "^[^\\s,;]+([\\s,;]+[^\\s,;]+)*$",
    patternHint: "Ids separated by commas.",
    help: "Myntra's ids of your warehouses or stores; it has no call that lists them. The first counts where nothing names one.",
  },
  {
    id: "webhookSecret",
    label: "Token Myntra sends",
    type: "secret",
    required: false,
    afterSave: true,
    help: "Only if Myntra was given another token than the one shown in the steps.",
  },
];

const settingsFields: readonly Field[] = [
  {
    id: "acceptOrders",
    label: "Orders wait to be accepted",
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: "On: “confirm” accepts an order at Myntra. Off: your contract has no such step.",
  },
  {
    id: "invoicePrefix",
    label: "Prefix of invoice numbers",
    type: "text",
    required: false,
    help: "Ready to dispatch wants an invoice number: the one Myntra shows, else this prefix and the seller order id.",
  },
  {
    id: "processingSla",
    label: "Days to ship",
    type: "number",
    required: false,
    help: "Travels with stock. Left open, nothing is sent and Myntra's own two days count.",
  },
  {
    id: "partnerStore",
    label: "Value of x-partner-store",
    type: "text",
    required: false,
    help: `Left open: ${DEFAULTS.ppmpStore} for PPMP, ${DEFAULTS.omniStore} for Omni. Sources differ in upper and lower case.`,
  },
  {
    id: "sendBasicAuth",
    label: "Also send Basic authorization",
    type: "boolean",
    required: false,
    defaultValue: "false",
    help: "Some accounts were seen to need merchant id and secret key beside the token.",
  },
  {
    id: "quantityField",
    label: "Stock: name of the quantity",
    type: "select",
    required: false,
    defaultValue: DEFAULTS.quantityField,
    options: ["inventoryCount", "quantity"].map((value) => ({ value, label: value })),
  },
  {
    id: "warehouseField",
    label: "Stock: name of the warehouse",
    type: "select",
    required: false,
    defaultValue: DEFAULTS.warehouseField,
    options: ["storeCode", "store_code"].map((value) => ({ value, label: value })),
  },
  {
    id: "prepaidWords",
    label: "Payment methods that are prepaid",
    type: "text",
    required: false,
    defaultValue: DEFAULTS.prepaidWords,
    help: "Words of paymentMethod, separated by commas. Any other word is cash on delivery; none at all stays unknown.",
  },
  {
    id: "statusCodes",
    label: "Further status codes",
    type: "text",
    required: false,
    placeholder: "PKD=PK, X=IC",
    help: "A code Myntra uses that is not known here, and the known one it means.",
  },
  {
    id: "tokenHeader",
    label: "Header of the token",
    type: "text",
    required: false,
    defaultValue: DEFAULTS.tokenHeader,
  },
  {
    id: "refreshHeader",
    label: "Header of the refresh token",
    type: "text",
    required: false,
    defaultValue: DEFAULTS.refreshHeader,
  },
  {
    id: "secretHeader",
    label: "Header of the secret key",
    type: "text",
    required: false,
    defaultValue: DEFAULTS.secretHeader,
  },
  {
    id: "storeHeader",
    label: "Header of the selling model",
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
      title: "Ask for API access",
      text: "Ask your Myntra account manager for API access (V4) and name this hub as your integration. You receive a merchant id, a secret key, your warehouse ids and the API base URL. Enter them here.",
    },
    {
      title: "Give Myntra your address",
      text: "Myntra calls your hub with every order. Give it this base address: {webhookUrl:} and this token, which it must send as access_token: {webhookSecret}. Until it calls, orders are asked for every five minutes.",
    },
    {
      title: "Stop the other order system",
      text: "Myntra allows one order system at a time: stop using M-Direct or any other.",
    },
  ],
  settingsFields,
  topics: [{ id: "", label: "Orders, packets and returns", secret: { madeBy: "ours" }, automatic: false }],
  topicRouting: "path",
  limits,
  orderPrefix: "MY",
  api: { version: "V4 (community-verified)" },
  orderHistory: {
    days: 30,
    note: "Myntra's order list is asked for the last 30 days; how far back it would answer is not published.",
  },
  docs: "docs/providers/myntra.md",
};
