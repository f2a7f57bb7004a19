import type { ConnectorMeta } from "../kit/contract/contract.ts";
import { DATE_FORMATS } from "./cells.ts";
import { DEFAULT_STOCK_COLUMNS } from "./settings.ts";

export const meta: ConnectorMeta = {
  id: "meesho",
  kind: "commerce",
  name: "Meesho",
  section: "marketplaces",
  icon: "meesho",
  color: "#580A46",
  connectType: "api_key",
  setupFormFields: [
    {
      id: "supplierName",
      label: "Supplier name",
      type: "text",
      required: true,
      pattern: "^.{1,100}$",
      patternHint: "Up to 100 characters.",
      help: "As the Supplier Panel shows it; tells your Meesho accounts apart.",
    },
  ],
  settingsFields: [
    {
      id: "dateFormat",
      label: "Dates in order files",
      type: "select",
      required: false,
      help: "Leave it to Argosy unless a file is refused because its dates may be read in several ways.",
      options: [
        { value: "auto", label: "Told from the file" },
        ...DATE_FORMATS.map((format) => ({ value: format, label: format === "ISO" ? "YYYY-MM-DD" : format })),
      ],
      defaultValue: "auto",
    },
    {
      id: "skuRule",
      label: "What names an item",
      type: "select",
      required: false,
      help: "On Meesho one SKU may stand for all sizes of a style.",
      options: [
        { value: "sku_size", label: "SKU and size (KRT-BLU-M)" },
        { value: "sku", label: "SKU alone" },
      ],
      defaultValue: "sku_size",
    },
    {
      id: "priceIs",
      label: "Prices in order files are",
      type: "select",
      required: false,
      help: "Matters only for orders of more than one unit; compare one with its payment.",
      options: [
        { value: "unit", label: "for one unit" },
        { value: "line", label: "for the whole line" },
      ],
      defaultValue: "unit",
    },
    {
      id: "treatAsCod",
      label: "Take orders as cash on delivery",
      type: "boolean",
      required: false,
      help: "The files do not tell how a buyer pays.",
      defaultValue: "false",
    },
    {
      id: "stockColumns",
      label: "Columns of the stock file",
      type: "text",
      required: false,
      help: "In the order of the template your panel gives: name=field, with the fields sku, size, key, title, quantity.",
      defaultValue: DEFAULT_STOCK_COLUMNS,
    },
  ],
  setupSteps: [
    {
      title: "No password needed",
      text: "Meesho gives sellers no API. You download reports from the Supplier Panel and hand them to Argosy; Argosy gives you a stock file to upload there. Never give anybody your panel's login.",
    },
    {
      title: "First file",
      text: "Name the account, then upload the orders report of the last 45 days. Items are made known by the orders they were sold in; link them to your products once.",
    },
  ],
  topics: [],
  topicRouting: "request",
  limits: [],
  orderPrefix: "ME",
  api: { version: "reports of 2026" },
  orderHistory: { days: "all", note: "As far back as the reports you upload." },
  docs: "docs/providers/meesho.md",
  facts: { shopName: "Name", country: "Country", currency: "Currency" },
};
