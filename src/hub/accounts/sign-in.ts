import { type BetterAuthOptions, betterAuth } from "better-auth";
import { APIError, createAuthMiddleware } from "better-auth/api";
import { twoFactor } from "better-auth/plugins";
import type pg from "pg";
import type { SignInProvider } from "../../config.ts";
import { txOf } from "../../db/database.ts";
import { deriveSecret, type Keys } from "../../db/keys.ts";
import type { SendMail } from "./mail.ts";
import { isPlainName, NAME_REFUSED } from "./names.ts";
import { type SignUpMode, signUpLinkRefused, signUpRefused } from "./operator.ts";
import { isCommonPassword } from "./passwords.ts";
import { callsProvider, isByProvider, passkeysOf, providerAway, providerReader } from "./sign-in-methods.ts";
import { type SignUpProofs, signUpProof, signUpProofs } from "./sign-up-proof.ts";

const DAY_S = 86_400;

/** How passwords are kept, and told from others. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  verify(stored: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

export interface SignInOptions {
  readonly pool: pg.Pool;
  readonly keys: Pick<Keys, "current" | "previous">;
  /** Public base address; https makes cookies secure. */
  readonly appUrl: string;
  /** Origins this hub is reached at too: those of a machine's own network, where its address is one of them. */
  readonly isAlsoHere?: ((origin: string) => boolean) | undefined;
  readonly sendMail?: SendMail | undefined;
  /** Where else people may sign in. */
  readonly provider?: SignInProvider | undefined;
  /** Who may make an account; absent: anyone. */
  readonly signUp?: { readonly mode: SignUpMode; readonly now: () => Date } | undefined;
  /** Called when a mailed link has replaced a password. */
  readonly onPasswordReset?: ((who: Requester) => Promise<void>) | undefined;
  /** Called when somebody has come in by the provider. */
  readonly onProviderSignIn?: ((who: Requester) => Promise<void>) | undefined;
  /** Takes what goes on after the answer, so that the process can wait for it before it ends. */
  readonly inBackground?: ((work: Promise<unknown>) => void) | undefined;
  /** Default: scrypt, which takes a tenth of a second of a processor, as it has to. */
  readonly hashing?: PasswordHashing | undefined;
  readonly warn: (message: string, error?: unknown) => void;
}

export interface Requester {
  readonly email: string;
  readonly address: string;
  readonly requestId: string;
}

/** Header in which http tells the caller's address, so that nothing a client sends is taken for it. */
export const ADDRESS_HEADER = "x-argosy-address";
/** The same of the request's id. */
export const REQUEST_HEADER = "x-argosy-request";

/** Keys as better-auth takes them, the current one first; the version in its envelopes is told by the key's fingerprint. */
export function signInSecrets(keys: SignInOptions["keys"]): { readonly version: number; readonly value: string }[] {
  return [keys.current, ...keys.previous].map((key) => ({
    version: Number.parseInt(key.id.slice(0, 7), 16),
    value: deriveSecret(key, "sign-in").toString("hex"),
  }));
}

/** People: sign-up, sign-in, sessions, second factor. Organizations, members and API keys are ours (docs/decisions). */
export function createSignIn(given: SignInOptions) {
  const options = { ...given, proofs: signUpProofs(given.keys) };
  const { sendMail, warn, signUp } = options;
  const isHttps = options.appUrl.startsWith("https:");
  const auth = betterAuth({
    appName: "Argosy",
    baseURL: options.appUrl,
    basePath: "/api/auth",
    database: options.pool,
    secrets: signInSecrets(options.keys),
    telemetry: { enabled: false },
    // At "warn" some of its messages go to the console past `log`.
    logger: { level: "info", log: (level, message, ...rest) => level !== "info" && warn(message, rest[0]) },
    trustedOrigins: (request) => originsBeside(options, request),
    emailAndPassword: passwordsBy(options),
    ...(sendMail && {
      emailVerification: {
        sendVerificationEmail: ({ user, url }) =>
          sendMail({
            to: user.email,
            subject: "Prove your address",
            text: `Open this address within an hour to prove that ${user.email} is yours:\n\n${url}\n\nIf you did not ask for this, do nothing.`,
          }),
      },
    }),
    // What is mailed is kept as its hash.
    verification: { storeIdentifier: "hashed" },
    // What is no refusal goes to http, which logs it once under the request id.
    onAPIError: { throw: true },
    session: { expiresIn: 7 * DAY_S, updateAge: DAY_S },
    databaseHooks: hooksBy(options),
    hooks: { before: createAuthMiddleware(async ({ path, body }) => refuseEarly(options, path, body)) },
    // http limits these routes by address and by account.
    rateLimit: { enabled: false },
    plugins: [
      twoFactor({ issuer: "Argosy" }),
      passkeysOf(options.appUrl),
      signUpProof({
        ...options,
        now: signUp?.now ?? (() => new Date()),
        refusal: () => signUpLinkRefused(signUp?.mode ?? "open"),
      }),
    ],
    advanced: {
      // A mail is not waited for: how long its server takes would tell whether one was sent, and so who has an account.
      backgroundTasks: { handler: options.inBackground ?? (() => undefined) },
      // Its own prefix for https is __Secure-, which lets a host beside ours set one (RFC 6265bis, section 4.1.3).
      cookiePrefix: isHttps ? "__Host-argosy" : "argosy",
      useSecureCookies: false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps },
      // Never switched off, in test runs neither.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      // It reads the definitions of every table at each start; a test compares them (sign-in-schema.it.test.ts).
      database: { validateSchema: false },
    },
  });
  const isProviderThere = options.provider && providerReader(auth.$context, options.provider);
  // The first one to sign in there waits for nothing, and the log says what is wrong with it.
  isProviderThere?.().catch((error: unknown) => warn("The sign-in provider could not be read.", error));
  return {
    ...auth,
    async handler(request: Request): Promise<Response> {
      if (isProviderThere && callsProvider(request.url) && !(await isProviderThere())) return providerAway();
      return auth.handler(request);
    },
  };
}

/** Beside the hub's own address. Who sends a request chooses the host it names, so no other is believed. */
function originsBeside({ isAlsoHere }: SignInOptions, request: Request | undefined): string[] {
  const origin = request && new URL(request.url).origin;
  return origin !== undefined && isAlsoHere?.(origin) ? [origin] : [];
}

type Chosen = SignInOptions & { readonly proofs: SignUpProofs };

function passwordsBy(options: Chosen): BetterAuthOptions["emailAndPassword"] {
  const { sendMail } = options;
  return {
    enabled: true,
    minPasswordLength: 8,
    maxPasswordLength: 256,
    ...(options.hashing && { password: options.hashing }),
    revokeSessionsOnPasswordReset: true,
    onPasswordReset: async ({ user }, request) => options.onPasswordReset?.(requester(user.email, request)),
    ...(sendMail && {
      sendResetPassword: ({ user, url }: { user: { email: string }; url: string }) =>
        sendMail({
          to: user.email,
          subject: "Choose a new password",
          text: `Someone asked for a new password for ${user.email} at Argosy. If it was you, open this address within an hour:\n\n${url}\n\nIf not, do nothing.`,
        }),
    }),
  };
}

/** Who gets an account, and who a session. */
function hooksBy(options: Chosen): BetterAuthOptions["databaseHooks"] {
  const { signUp } = options;
  return {
    session: {
      create: {
        before: ({ userId }) => refuseDeactivated(options.pool, userId),
        async after({ userId }, context) {
          if (!options.onProviderSignIn || !isByProvider(context?.path)) return;
          const { email } = await txOf(options.pool).one<{ email: string }>(
            'select "email" as email from auth."user" where "id" = $1',
            [userId],
          );
          await options.onProviderSignIn(requester(email, context?.request));
        },
      },
    },
    user: {
      create: {
        async before(user, context) {
          if (isByProvider(context?.path)) {
            requireProved(user.emailVerified, signUp?.mode);
            return { data: user };
          }
          const { isProved } = await letIn(options, user.email, context?.body);
          return { data: { ...user, emailVerified: isProved } };
        },
      },
    },
  };
}

const requester = (email: string, request: Request | undefined): Requester => ({
  email,
  address: request?.headers.get(ADDRESS_HEADER) ?? "",
  requestId: request?.headers.get(REQUEST_HEADER) ?? "",
});

/** Whom the operator's provider knows needs no invitation; its word is all there is, so it has to have proved the address. */
function requireProved(isProved: unknown, mode: SignUpMode | undefined): void {
  if (mode === "off")
    throw new APIError("FORBIDDEN", {
      code: "SIGN_UP_OFF",
      message: "New accounts are switched off here. Ask whoever runs this hub.",
    });
  // Some providers write "false": any text would count as yes.
  if (isProved !== true)
    throw new APIError("FORBIDDEN", {
      code: "SIGN_UP_UNPROVED_ADDRESS",
      message: "Your sign-in provider has not proved your e-mail address.",
    });
}

/** Where a password is chosen. */
const CHOOSING = new Set(["/sign-up/email", "/change-password", "/reset-password", "/set-password"]);

type Letting = Pick<SignInOptions, "pool" | "signUp"> & { readonly proofs: SignUpProofs };

/** Before better-auth looks an address up: whether an account exists is not told to who may not make one. */
async function refuseEarly(options: Letting, path: string, body: unknown): Promise<void> {
  const { email, name, password, newPassword = password } = fieldsOf(body);
  const address = typeof email === "string" ? email : undefined;
  if (path === "/sign-up/email") await letIn(options, address ?? "", body);
  if (typeof name === "string" && !isPlainName(name))
    throw new APIError("UNPROCESSABLE_ENTITY", { code: "NAME_REFUSED", message: NAME_REFUSED });
  if (!CHOOSING.has(path) || typeof newPassword !== "string") return;
  if (isCommonPassword(newPassword, { email: address }))
    throw new APIError("BAD_REQUEST", {
      code: "PASSWORD_COMMON",
      message:
        "This password is among those everybody tries first. Choose another, for instance three words of your own.",
    });
}

const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === "object" && body !== null ? { ...body } : {};

/** Asked wherever an account comes to be, so that no other way of signing up goes past it. Throws APIError. */
async function letIn({ pool, signUp, proofs }: Letting, email: string, body: unknown): Promise<{ isProved: boolean }> {
  if (!signUp) return { isProved: false };
  const given = fieldsOf(body);
  const textOf = (name: "setup" | "invitation" | "proof"): string | undefined => {
    const value = given[name];
    return typeof value === "string" ? value : undefined;
  };
  const now = signUp.now();
  const isProved = proofs.holds(textOf("proof") ?? "", email, now);
  const who = { email, setup: textOf("setup"), invitation: textOf("invitation"), isProved, now };
  const refused = await signUpRefused(pool, signUp.mode, who);
  if (refused) throw new APIError("FORBIDDEN", { code: refused.code, message: refused.text });
  return { isProved };
}

/** Asked when a session is made, that is after the password proved right: nobody else learns that it is switched off. */
async function refuseDeactivated(pool: pg.Pool, userId: string): Promise<void> {
  const row = await txOf(pool).maybe('select 1 from auth."user" where "id" = $1 and deactivated_at is not null', [
    userId,
  ]);
  if (row)
    throw new APIError("FORBIDDEN", {
      code: "USER_DEACTIVATED",
      message: "This account was switched off. Ask whoever runs this hub.",
    });
}

export type SignIn = ReturnType<typeof createSignIn>;
