/** Opens a channel for one call somebody waits for. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { OpenConnection, ProvisionalOptions } from "./connection-registry.ts";

export interface ChannelId {
  readonly organization: OrganizationId;
  readonly connectionId: string;
}

/** Its token is renewed inside, as for every call. */
export type DirectCall = (
  channel: ChannelId,
  how?: Pick<ProvisionalOptions, "beforeChange">,
) => Promise<{ readonly open: OpenConnection; readonly ctx: Context }>;
