/** What an invitation's link invites to. */
import { hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { ownAddress } from "../routing/own-address.ts";

export const invitationQuery = (token: string) =>
  reading(["invitation", token], () => hub.POST("/api/invitations/preview", { body: { token } }), {
    enabled: token !== "",
    retry: false,
  });

/** The token of the invitation an address of ours leads to; undefined where it leads elsewhere. */
export function invitationIn(address = ""): string | undefined {
  const { pathname, searchParams } = new URL(ownAddress(address) ?? "/", window.location.origin);
  return pathname === "/invitation" ? (searchParams.get("token") ?? undefined) : undefined;
}
