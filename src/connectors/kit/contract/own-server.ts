/** What shops on the merchant's own server have in common: platforms that publish no limits and are signed in to with keys. */
import type { Bucket, ConnectorMeta } from "./contract.ts";

/** Of the descriptor: keys the seller types, and no webhooks to be registered. */
export const ownServerShop = {
  kind: "commerce",
  section: "stores",
  connectType: "api_key",
  topics: [],
  topicRouting: "path",
} as const satisfies Partial<ConnectorMeta>;

/** Of the form: where the shop is. */
export const SHOP_ADDRESS = {
  id: "baseUrl",
  type: "url",
  required: true,
  placeholder: "https://my-shop.example",
  pattern: "^https://",
} as const;

/** Whether the form names an address of the web. */
export const namesShopAddress = ({ baseUrl = "" }: Readonly<Record<string, string>>): boolean =>
  /^https?:$/.test(URL.parse(baseUrl)?.protocol ?? "");

type Sparing = Required<Pick<Bucket, "rate" | "burst" | "concurrency" | "source">> & {
  /** Calls a second at most, where the shop answers quickly; one a second at least. */
  readonly most: number;
};

/** A limit of our own that spares the merchant's server: nothing is published. */
export const sparing = ({ most, ...own }: Sparing): Bucket => ({
  id: "requests",
  scope: "connection",
  ...own,
  pace: { least: 1, most },
});
