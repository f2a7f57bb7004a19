import { fieldsOf, setupStepsOf } from "../kit/connect/messages.ts";
import { amountColumns } from "../kit/contract/amount-columns.ts";
import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { marketplace } from "../kit/contract/descriptors.ts";
import { DATE_FORMATS } from "./cells.ts";
import { DEFAULT_STOCK_COLUMNS } from "./settings.ts";
import { catalog, english } from "./words.ts";

export const meta: ConnectorMeta = {
  ...marketplace,
  id: "meesho",
  name: "Meesho",
  icon: "meesho",
  color: "#580A46",
  connectType: "api_key",
  setupFormFields: fieldsOf(catalog.messages, [
    {
      id: "supplierName",
      type: "text",
      required: true,
      pattern: "^.{1,100}$",
    },
  ]),
  settingsFields: fieldsOf(catalog.messages, [
    {
      id: "dateFormat",
      type: "select",
      options: [
        "auto",
        ...DATE_FORMATS.map((format) => ({ value: format, label: format === "ISO" ? "YYYY-MM-DD" : format })),
      ],
      defaultValue: "auto",
    },
    { id: "skuRule", type: "select", options: ["sku_size", "sku"], defaultValue: "sku_size" },
    { id: "priceIs", type: "select", options: ["unit", "line"], defaultValue: "unit" },
    { id: "treatAsCod", type: "boolean", defaultValue: "false" },
    { id: "stockColumns", type: "text", defaultValue: DEFAULT_STOCK_COLUMNS },
  ]),
  setupSteps: setupStepsOf(catalog.messages),
  topics: [],
  limits: [],
  orderPrefix: "ME",
  api: { version: "reports of 2026" },
  orderHistory: { days: "all", note: english("history") },
  docs: "docs/providers/meesho.md",
  // Label and tracking number of each order are its own.
  mergesOrders: "forbidden",
  // Sheet "Order Payments" of the payments workbook, saved as CSV; names as parsers agree (sheet section 5.3).
  settlementFile: {
    order: "Sub Order No",
    reference: "Transaction ID",
    paidAt: "Payment Date",
    occurredAt: "Order Date",
    decimal: "point",
    days: "ymd",
    net: "Final Settlement Amount",
    columns: amountColumns({
      given: {
        "Total Sale Amount": "sale",
        "Shipping Revenue": "sale",
        Compensation: "adjustment",
        Claims: "adjustment",
      },
      taken: {
        "Sales Returns": "refund",
        "Shipping Returns": "refund",
        "Meesho Commission": "commission",
        "Warehousing Fee": "service_fee",
        "Shipping Charge": "shipping_forward",
        "Forward Shipping Recovery": "shipping_forward",
        "Return Shipping Charge": "shipping_return",
        TCS: "withheld_tax",
        TDS: "withheld_tax",
        Recovery: "adjustment",
      },
    }),
  },
  facts: { shopName: english("fact.shopName"), country: english("fact.country"), currency: english("fact.currency") },
};
