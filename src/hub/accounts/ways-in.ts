/** How people sign in beside a password: with a passkey, or at the provider the operator trusts. */
import { passkey } from "@better-auth/passkey";
import { APIError } from "better-auth/api";
import { genericOAuth } from "better-auth/plugins";
import type { SignInProvider } from "../../config.ts";

/** The provider's name in addresses and accounts: `/api/auth/callback/oidc`. */
const PROVIDER = "oidc";

/**
 * Passkeys of the hub's own address. Each use proves the device and its owner (a finger, a face, a PIN), so it stands for
 * password and second factor together; one that did not ask its owner is refused.
 */
export function passkeysOf(appUrl: string) {
  const { origin, hostname } = new URL(appUrl);
  return passkey({
    rpName: "Argosy",
    rpID: hostname,
    origin,
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
    registration: {
      async afterVerification({ verification }) {
        requireOwner(verification.registrationInfo?.userVerified);
      },
    },
    authentication: {
      async afterVerification({ verification }) {
        requireOwner(verification.authenticationInfo.userVerified);
      },
    },
  });
}

function requireOwner(isVerified: boolean | undefined): void {
  if (isVerified === true) return;
  throw new APIError("UNAUTHORIZED", {
    code: "PASSKEY_UNVERIFIED",
    message: "This device did not check who uses it. Set a PIN, fingerprint or face on it, and try again.",
  });
}

/** Its tokens are checked against its published keys; without them nobody comes in by it. */
export function providerOf({ issuer, clientId, clientSecret, name }: SignInProvider) {
  return genericOAuth({
    config: [
      {
        providerId: PROVIDER,
        name,
        discoveryUrl: `${issuer}/.well-known/openid-configuration`,
        clientId,
        clientSecret,
        scopes: ["openid", "email", "profile"],
        pkce: true,
        requireIdTokenVerification: true,
        mapProfileToUser: ({ name: full, email }) => ({ name: plainName(full) ?? String(email ?? "") }),
      },
    ],
  });
}

type Context = Parameters<ReturnType<typeof genericOAuth>["init"]>[0];
type Providers = Pick<Context, "socialProviders">;

/** Reads the provider where it did not answer before; whoever comes meanwhile waits for the same answer. */
export function providerReader(known: Promise<Providers>, provider: SignInProvider): () => Promise<void> {
  let reading: Promise<void> | undefined;
  const read = async (context: Providers) => {
    // The same context, which better-auth types by the options it was made with.
    const found = await providerOf(provider).init(context as Context);
    if (found) context.socialProviders = found.context.socialProviders;
  };
  return async () => {
    const context = await known;
    if (context.socialProviders.some(({ id }) => id === PROVIDER)) return;
    reading ??= read(context).finally(() => {
      reading = undefined;
    });
    await reading;
  };
}

/** Whether a request needs the provider. */
export const asksProvider = (url: string): boolean => /\/(sign-in\/social|link-social|callback\/)/.test(url);

/** A provider's name of a person, where it is one; what is long is cut. */
function plainName(name: unknown): string | undefined {
  const text =
    typeof name === "string"
      ? name
          .replace(/[\p{C}<>]/gu, " ")
          .trim()
          .slice(0, 120)
      : "";
  return text === "" ? undefined : text;
}

/** Whether an account or a session comes to be by the provider's answer. */
export const isByProvider = (path: string | undefined): boolean => path?.startsWith("/callback") ?? false;
