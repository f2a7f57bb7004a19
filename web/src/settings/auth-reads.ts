/** What the sign-in knows of this person, outside the described interface. */
import { queryOptions } from "@tanstack/react-query";
import { readAuth } from "../data/sign-in.ts";

export interface SignedIn {
  readonly token: string;
  readonly createdAt: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

export const authQuery = queryOptions({
  queryKey: ["account", "auth"],
  queryFn: () =>
    readAuth<{
      readonly user: { readonly twoFactorEnabled?: boolean | null };
      readonly session: { readonly token: string };
    }>("get-session"),
});

export const sessionsQuery = queryOptions({
  queryKey: ["account", "sessions"],
  queryFn: () => readAuth<readonly SignedIn[]>("list-sessions"),
});

/** How this person may sign in: "credential" is a password, "oidc" the provider of this hub. */
export const waysQuery = queryOptions({
  queryKey: ["account", "ways"],
  queryFn: () => readAuth<readonly { readonly providerId: string }[]>("list-accounts"),
});

export interface Passkey {
  readonly id: string;
  readonly name?: string | null;
  readonly createdAt?: string | null;
}

export const passkeysQuery = queryOptions({
  queryKey: ["account", "passkeys"],
  queryFn: () => readAuth<readonly Passkey[]>("passkey/list-user-passkeys"),
});
