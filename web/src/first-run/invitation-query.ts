/** What an invitation's link invites to. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ["invitation", token],
    queryFn: () => body(hub.POST("/api/invitations/preview", { body: { token } })),
    enabled: token !== "",
    retry: false,
  });

/** The token of the invitation an address of ours leads to; undefined where it leads elsewhere. */
export function invitationIn(address = ""): string | undefined {
  const { pathname, searchParams } = new URL(address, window.location.origin);
  return pathname === "/invitation" ? (searchParams.get("token") ?? undefined) : undefined;
}
