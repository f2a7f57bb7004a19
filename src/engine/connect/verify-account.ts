/** Verifies an account with real calls before anything is stored. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Share } from "../../connectors/kit/connect/consent.ts";
import { detectAtAddress } from "../../connectors/kit/connect/tried-address.ts";
import type { Grant } from "../../connectors/kit/contract/contract.ts";
import { createShopClock } from "../../connectors/kit/http/shop-clock.ts";
import { type ConnectDeps, unsavedContext } from "./attempt.ts";
import type { ConnectAttempt, VerifiedAnswer } from "./save-connections.ts";

/**
 * Learns the account's facts with real calls. Throws ConnectorError. The share comes back with the tokens that are good
 * now; `onRenewed` keeps those a renewal on the way has brought.
 */
export async function verifyAccount(
  deps: ConnectDeps,
  { connector, form, row, endpoint }: ConnectAttempt,
  {
    organization,
    share,
    onRenewed,
  }: {
    readonly organization: OrganizationId;
    readonly share: Share;
    readonly onRenewed?: (renewed: Grant) => Promise<void>;
  },
): Promise<VerifiedAnswer> {
  let grant = share.grant;
  const shopClock = createShopClock();
  const ctx = unsavedContext(deps, connector, {
    organization,
    form,
    key: row.webhook_key,
    endpoint,
    app: row.app,
    share,
    shopClock,
    onRenewed: async (renewed) => {
      grant = { ...grant, ...renewed };
      await onRenewed?.(grant);
    },
  });
  const detected = await detectAtAddress(connector, ctx);
  return { share: { ...share, grant }, detected, clockOffsetMs: shopClock.aheadMs() };
}
