/** On and off sale: one switch of the shop for all its channels. */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import type { Putting } from "./product-work.ts";
import type { VendureProduct } from "./schemas.ts";
import { DEFAULT_CHANNEL } from "./shop.ts";
import { message } from "./words.ts";

/** What to send so that the product is on sale, or is not. Throws words where that would take it off sale elsewhere. */
export async function switchOf(before: VendureProduct, work: Putting): Promise<{ readonly enabled?: boolean }> {
  const { active, title } = work.product;
  if (before.enabled === active) return {};
  if (active) return { enabled: true };
  // The default channel holds every product, and sells none by that.
  const others = (await channelsOf(before, work)).filter(
    (code) => code !== work.shop.channel && code !== DEFAULT_CHANNEL,
  );
  if (others.length === 0) return { enabled: false };
  throw new ConnectorError(
    { kind: "rejected", field: "active", code: "other_channels" },
    message("error.soldOtherChannelsShopWell", { title, channels: others.join(", ") }),
  );
}

/** A channel is told of itself alone; the default one of all. */
async function channelsOf(before: VendureProduct, { shop, ctx, product }: Putting): Promise<readonly string[]> {
  if (shop.channel === DEFAULT_CHANNEL) return before.channels.map(({ code }) => code);
  try {
    const { product: found } = await graphql(inDefaultChannel(ctx), documents.PRODUCT_CHANNELS, {
      variables: { id: before.id },
      schema: z.object({ product: z.object({ channels: z.array(z.object({ code: z.string() })) }).nullable() }),
      what: "the channels of a product",
    });
    return found?.channels.map(({ code }) => code) ?? [];
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "forbidden") throw error;
    throw new ConnectorError(
      { kind: "rejected", field: "active", code: "other_channels" },
      message("error.switchCountsAllChannelsShop", { title: product.title }),
      { cause: error },
    );
  }
}

/** Without a token the shop answers for its default channel. */
function inDefaultChannel(ctx: Context): Context {
  const { connection } = ctx;
  const { facts, settings } = connection;
  const unnamed = { channelToken: "" };
  return {
    ...ctx,
    connection: { ...connection, facts: { ...facts, ...unnamed }, settings: { ...settings, ...unnamed } },
  };
}
