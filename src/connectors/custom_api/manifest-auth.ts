/** How a shop wants to be asked, by kind. Secrets are named, never written: they are typed into fields of their own. */
import { z } from "zod";
import { expression, templateOf } from "./manifest-parts.ts";

/** Names a manifest may use, and the secret field of the form each stands for. */
export const SECRETS = {
  API_KEY: "apiKey",
  TOKEN: "token",
  PASSWORD: "password",
  CLIENT_SECRET: "clientSecret",
  REFRESH_TOKEN: "refreshToken",
  SIGNING_KEY: "signingKey",
} as const;

export type SecretName = keyof typeof SECRETS;

const isSecretName = (name: string): name is SecretName => Object.hasOwn(SECRETS, name);

const NAMES = Object.keys(SECRETS).join(", ");

/** `{{secret.API_KEY}}` and nothing else. */
const secretOf = (usual: SecretName) =>
  z
    .string()
    .default(`{{secret.${usual}}}`)
    .refine((text) => isSecretName(/^\{\{secret\.(\w+)\}\}$/.exec(text)?.[1] ?? ""), {
      error: `write {{secret.NAME}} with one of ${NAMES}; the value itself belongs into the form's secret field`,
    })
    .transform((text): SecretName => {
      const name = text.slice("{{secret.".length, -2);
      return isSecretName(name) ? name : usual;
    });

const url = z.url({ protocol: /^https?$/, error: "an https address" });
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,60}$/);
const clientAuth = z.enum(["body", "basic"]).default("body");

/** Where a key or a session's token goes on a call. */
const placement = z.strictObject({
  in: z.enum(["header", "query", "cookie"]).default("header"),
  name: z.string().regex(/^[\w.-]{1,60}$/),
  prefix: z.string().max(30).default(""),
});

const CANONICAL = ["method", "path", "query", "timestamp", "body", "bodySha256", "host"];

export const authSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  placement.extend({ kind: z.literal("api_key"), value: secretOf("API_KEY") }),
  z.strictObject({ kind: z.literal("bearer"), token: secretOf("TOKEN") }),
  z.strictObject({ kind: z.literal("basic"), username: z.string().min(1), password: secretOf("PASSWORD") }),
  z.strictObject({
    kind: z.literal("oauth2_client_credentials"),
    tokenUrl: url,
    clientId: z.string().min(1),
    clientSecret: secretOf("CLIENT_SECRET"),
    scope: z.string().optional(),
    audience: z.string().optional(),
    authStyle: clientAuth,
  }),
  z.strictObject({
    kind: z.literal("oauth2_refresh"),
    tokenUrl: url,
    clientId: z.string().min(1),
    clientSecret: secretOf("CLIENT_SECRET"),
    refreshToken: secretOf("REFRESH_TOKEN"),
    authStyle: clientAuth,
  }),
  z.strictObject({
    kind: z.literal("session_login"),
    login: z.strictObject({
      path: z.string().startsWith("/"),
      body: z.record(z.string(), templateOf("secret")),
      as: z.enum(["json", "form"]).default("json"),
    }),
    token: expression.describe("over {status, headers, body}: the session's token"),
    ttlSeconds: z.int().min(60).default(3_600),
    inject: placement.default({ in: "header", name: "Authorization", prefix: "Bearer " }),
  }),
  z.strictObject({
    kind: z.literal("hmac"),
    algorithm: z.enum(["sha256", "sha512"]).default("sha256"),
    key: secretOf("SIGNING_KEY"),
    canonical: z
      .string()
      .min(1)
      .max(500)
      .superRefine((text, context) => {
        for (const [, name = ""] of text.matchAll(/\{\{(\w+)\}\}/g))
          if (!CANONICAL.includes(name))
            context.addIssue({ code: "custom", message: `{{${name}}} is not one of ${CANONICAL.join(", ")}` });
      })
      .describe(`what is signed, of {{${CANONICAL.join("}} {{")}}}`),
    encoding: z.enum(["hex", "base64"]).default("hex"),
    header: headerName,
    prefix: z.string().max(30).default(""),
    timestampHeader: headerName.optional(),
  }),
]);

export type Auth = z.output<typeof authSchema>;
export type Placement = z.output<typeof placement>;

/** The secrets an auth block asks for. */
export function secretsOf(auth: Auth): SecretName[] {
  switch (auth.kind) {
    case "none":
      return [];
    case "api_key":
      return [auth.value];
    case "bearer":
      return [auth.token];
    case "basic":
      return [auth.password];
    case "oauth2_client_credentials":
      return [auth.clientSecret];
    case "oauth2_refresh":
      return [auth.clientSecret, auth.refreshToken];
    case "session_login":
      return Object.values(auth.login.body).flatMap((text) =>
        [...text.matchAll(/\{\{secret\.(\w+)\}\}/g)].map(([, name = ""]) => name).filter(isSecretName),
      );
    case "hmac":
      return [auth.key];
  }
}

/** Kinds whose token is fetched and renewed. */
export const isRenewable = ({ kind }: Auth): boolean =>
  kind === "oauth2_client_credentials" || kind === "oauth2_refresh" || kind === "session_login";
