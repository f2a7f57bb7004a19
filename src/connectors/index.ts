/** The catalogue: the only place that lists providers. */
import { connector as easyorders } from "./easyorders/index.ts";
import type { Connector } from "./kit/contract.ts";
import { connector as shopify } from "./shopify/index.ts";
import { connector as woocommerce } from "./woocommerce/index.ts";

export const connectors: ReadonlyMap<string, Connector> = new Map(
  [shopify, woocommerce, easyorders].map((connector) => [connector.meta.id, connector]),
);
