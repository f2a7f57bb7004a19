/** An exchange of the real shop, as it was captured. */
import type { Json } from "../../commerce/product.ts";

type Doc = { readonly [key: string]: Json };

export interface Exchange {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly auth?: string;
    readonly headers?: Doc;
    readonly body?: Json;
  };
  readonly response: { readonly status: number; readonly body?: Json };
}
