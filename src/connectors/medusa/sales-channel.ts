/** Orders and products of the channel connected: a filter the shop knows, and nothing where no channel is known yet. */
import type { Query } from "./client.ts";
import type { ShopFacts } from "./shop.ts";

export const ofChannel = ({ channelId }: ShopFacts): Query =>
  channelId === "" ? [] : [["sales_channel_id[]", channelId]];
