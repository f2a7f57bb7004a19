/** How people sign in beside a password: with a passkey, or at the provider the operator trusts. */
import { setTimeout as delay } from "node:timers/promises";
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

type Context = Parameters<ReturnType<typeof genericOAuth>["init"]>[0];
type Providers = Pick<Context, "socialProviders">;

/** Its tokens are checked against its published keys; without them nobody comes in by it. */
async function readProvider(context: Providers, { issuer, clientId, clientSecret, name }: SignInProvider) {
  const plugin = genericOAuth({
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
  // The same context, which better-auth types by the options it was made with.
  const found = await plugin.init(context as Context);
  if (found) context.socialProviders = found.context.socialProviders.map(strict);
}

/** An answer without a signed token is no proof of anybody, and an address counts as proved by nothing but `true`. */
function strict(provider: Providers["socialProviders"][number]): typeof provider {
  if (provider.id !== PROVIDER) return provider;
  return {
    ...provider,
    async getUserInfo(tokens) {
      const found = tokens.idToken ? await provider.getUserInfo(tokens) : null;
      if (!found) return null;
      const claim: unknown = found.user.emailVerified;
      return { ...found, user: { ...found.user, emailVerified: claim === true } };
    },
  };
}

/** Nobody waits longer for a provider that takes the question and says nothing. */
const PROVIDER_WAIT_MS = 10_000;

/**
 * Reads the provider where it is not known yet; whoever comes meanwhile waits for the same answer. Never as a part of the
 * start: better-auth would hold back every session until it answers. Answers whether it is known.
 */
export function providerReader(
  existing: Promise<Providers>,
  provider: SignInProvider,
  waitMs = PROVIDER_WAIT_MS,
): () => Promise<boolean> {
  let reading: Promise<void> | undefined;
  return async () => {
    const context = await existing;
    const exists = () => context.socialProviders.some(({ id }) => id === PROVIDER);
    if (exists()) return true;
    reading ??= Promise.race([readProvider(context, provider), delay(waitMs, undefined, { ref: false })]).finally(
      () => {
        reading = undefined;
      },
    );
    await reading;
    return exists();
  };
}

/** What is answered while the provider does not. */
export const providerAway = (): Response =>
  Response.json(
    {
      code: "SIGN_IN_PROVIDER_AWAY",
      message: "The sign-in provider does not answer. Try again in a minute, or use your password or a passkey.",
    },
    { status: 503 },
  );

/** Whether a request needs the provider. */
export const callsProvider = (url: string): boolean => /\/(sign-in\/social|link-social|callback\/)/.test(url);

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
