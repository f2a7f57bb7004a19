/** What a seller reads of Template Shop, by code. */
import { messageCatalog } from "../../src/connectors/kit/connect/messages.ts";
import ar from "./ar.json" with { type: "json" };

const texts = {
  // #if key
  "field.shopUrl": "Shop address",
  "field.shopUrl.help": "The address your customers see.",
  "field.apiKey": "API key",
  "field.apiKey.help": "Admin, Settings, API keys: make one that may read products and write stock and orders.",
  "field.apiKey.patternHint": "A key begins with key_ and has 24 more characters.",
  "error.address": "The shop's address is not an address.",
  "step.1.title": "Make a key",
  "step.1.text": "In the shop's admin open Settings, API keys, and make a key for Argosy.",
  "step.2.title": "Paste it",
  "step.2.text": "Paste the shop's address and the key.",
  // #end
  // #for oauth: "step.1.title": "Approve",
  // #for oauth: "step.1.text": "Sign in to the shop and approve what Argosy asks for. You come back here by yourself.",
  // #if oauth
  "error.noApp": "This hub has no app at the platform yet. Its operator registers one and sets its id and secret.",
  "error.notApproved": "The shop did not approve. Connect again and choose Approve.",
  "error.noCode": "The shop's answer holds no code. Connect again.",
  "error.accessEnded": "The shop no longer grants access. Connect it again.",
  // #end
  "error.unknownOrder": "The shop does not know this order.", // #if graphql
  "topic.ordersProducts": "Orders and products", // #if webhooks
  "fact.name": "Name",
  "fact.currency": "Currency",
  "warning.unitsGoBack": "The shop puts the units back into its own stock.",
  "done.booked": "The parcel is booked in the shop.",
  "done.cancelled": "The order is cancelled in the shop.",
  "refused.noWayToSet": "The shop's API has no way to set a {{what}}. Nothing was sent.",
  "refused.noAnswer": "The shop did not answer for this item.",
  "done.noted": "The note stands in the shop.",
} as const;

export const { message, english, ...catalog } = messageCatalog("template_shop", texts, { ar });
