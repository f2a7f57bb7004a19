/** What the catalogue shows of Shopee and what the connect form asks. */
import type { Bucket, ConnectorMeta } from "../kit/contract/contract.ts";

/** Shopee publishes no figures (rate_limit is empty in every endpoint document). */
const requests: Bucket = {
  id: "requests",
  scope: "account",
  rate: 10,
  burst: 10,
  concurrency: 5,
  source: "none published; ours: 10 calls a second for each shop, corrected by error_rate_limit",
};

export const meta: ConnectorMeta = {
  id: "shopee",
  kind: "commerce",
  name: "Shopee",
  section: "marketplaces",
  icon: "shopee",
  color: "#EE4D2D",
  connectType: "oauth",
  setupFormFields: [
    {
      id: "shopId",
      label: "Shop ID",
      type: "text",
      required: false,
      pattern: "^\\d{1,19}$",
      patternHint: "A shop ID is a number, like 14701711.",
      help: "Leave it open: when a main account holds several shops, you choose among them after you have given consent.",
    },
  ],
  setupSteps: [
    {
      title: "Press Connect",
      text: "Shopee's page opens. Sign in with the shop's own account, or with the main account; a sub-account cannot give consent.",
    },
    {
      title: "Give consent for a year",
      text: "Choose 365 days as the length of the authorization: when it ends, the shop has to be connected again. Confirm, and you are back here.",
    },
    {
      title: "Several shops",
      text: "Each shop is a store of its own. With a main account you choose, after giving consent, which of its shops to connect.",
    },
  ],
  settingsFields: [
    {
      id: "handOver",
      label: "How parcels are handed over",
      type: "select",
      required: false,
      defaultValue: "pickup",
      options: [
        { value: "pickup", label: "Picked up, where Shopee offers it" },
        { value: "dropoff", label: "Brought to a drop-off point, where Shopee offers it" },
      ],
      help: "The pickup address and the earliest time Shopee recommends are taken; at drop-off, the first branch.",
    },
    {
      id: "senderName",
      label: "Sender's real name for drop-off",
      type: "text",
      required: false,
      help: "Some drop-off couriers ask for it.",
    },
    {
      id: "defaultCategoryId",
      label: "Shopee category for new products without one (id)",
      type: "text",
      required: false,
      pattern: "^\\d{1,10}$",
      patternHint: "A category's id is a number.",
      help: "Left open, Shopee's own suggestion for the product's name is taken.",
    },
    {
      id: "defaultWeightGrams",
      label: "Weight of new products without one, in grams",
      type: "number",
      required: false,
      help: "Shopee takes no product without a weight. Left open, such a product is refused with that reason.",
    },
    {
      id: "stockTakenAt",
      label: "Shopee lowers its stock",
      type: "select",
      required: false,
      defaultValue: "placed",
      options: [
        { value: "placed", label: "when an order is placed" },
        { value: "paid", label: "when an order is paid" },
      ],
      help: "Shopee does not publish this. To be sure, place an unpaid test order and look at the item's stock.",
    },
  ],
  topics: [{ id: "", label: "Orders, products and consent", secret: { madeBy: "ours" }, automatic: true }],
  topicRouting: "request",
  limits: [requests],
  orderPrefix: "SP",
  api: { version: "Open Platform v2" },
  appEnvironment: {
    partnerId: "SHOPEE_PARTNER_ID",
    partnerKey: "SHOPEE_PARTNER_KEY",
    pushPartnerKey: "SHOPEE_PUSH_PARTNER_KEY",
    apiHost: "SHOPEE_API_HOST",
    consentLink: "SHOPEE_CONSENT_LINK",
  },
  scopes: [
    { scope: "product", enables: "products, prices, stock, categories" },
    { scope: "order, logistics, returns", enables: "orders, shipping, cancellations, returns" },
    { scope: "payment", enables: "fees", optional: true },
  ],
  orderHistory: { days: 365, note: "Asked for in windows of 15 days; how long Shopee keeps orders is not published." },
  docs: "docs/providers/shopee.md",
  facts: { name: "Name", region: "Region", currency: "Currency", authorizedUntil: "Consent ends" },
};
