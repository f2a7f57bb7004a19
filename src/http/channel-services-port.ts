import type { Message } from "../commerce/message.ts";
import type { OrderPart } from "../commerce/order.ts";
import type { ChannelProduct } from "../commerce/product.ts";
import type { ChannelDocument } from "../connectors/kit/contract/order-documents.ts";
import type { FoundCustomer } from "../hub/promotions/find-on-channel.ts";

/** What one channel can be asked, the same whatever its platform. */
export interface ChannelServices {
  readonly availability: readonly {
    readonly name: string;
    readonly isSupported: boolean;
    readonly why: Message | null;
  }[];
  findProducts(requested: {
    readonly sku?: string | undefined;
    readonly barcode?: string | undefined;
  }): Promise<readonly ChannelProduct[]>;
  findOrder(key: string): Promise<OrderPart | null>;
  listDocuments(orderKey: string): Promise<readonly ChannelDocument[]>;
  readDocument(document: { readonly orderKey: string; readonly key: string }): Promise<Uint8Array | null>;
  findCustomer(requested: {
    readonly email?: string | undefined;
    readonly phone?: string | undefined;
  }): Promise<FoundCustomer | null>;
}
