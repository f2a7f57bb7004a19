/** The routes of better-auth that the hub offers; what it serves beside them is left out with a reason in `unlistedSignIn`. */
import type { Operation, PathItem, Schema } from "./openapi.ts";

const text: Schema = { type: "string" };
const email: Schema = { type: "string", format: "email" };
const password: Schema = { type: "string", minLength: 8, maxLength: 256, examples: ["correct horse battery"] };
const code: Schema = { type: "string", examples: ["123456"] };
const flag: Schema = { type: "boolean" };

const object = (properties: Readonly<Record<string, Schema>>, required = Object.keys(properties)): Schema => ({
  type: "object",
  properties,
  required,
});

const user = object({ id: text, email, name: text, emailVerified: flag, twoFactorEnabled: flag }, [
  "id",
  "email",
  "name",
]);
const session = object({ id: text, userId: text, expiresAt: { type: "string", format: "date-time" } });
const status = object({ status: flag });
const passkey = object(
  { id: text, name: { type: ["string", "null"] }, createdAt: { type: "string", format: "date-time" } },
  ["id"],
);
const signedIn = object({ token: { type: ["string", "null"] }, user }, ["user"]);

interface Written {
  readonly id: string;
  readonly summary: string;
  readonly body?: Schema;
  readonly answer: Schema;
  readonly needsSession?: boolean;
}

function operation(method: "get" | "post", { id, summary, body, answer, needsSession }: Written): PathItem {
  const written: Operation = {
    operationId: id,
    tags: ["sign in"],
    summary,
    description: `${summary}.${needsSession ? " Needs the session cookie." : ""}${method === "post" ? " A browser's call has to come from this site (`Origin`)." : ""}`,
    ...(body && { requestBody: { required: true, content: { "application/json": { schema: body } } } }),
    responses: {
      "200": { description: "Done.", content: { "application/json": { schema: answer } } },
    },
    "x-permission": "public",
  };
  return { [method]: written };
}

const get = (written: Written) => operation("get", written);
const post = (written: Written) => operation("post", written);

export const signInPaths: Readonly<Record<string, PathItem>> = {
  "/api/auth/sign-up/email": post({
    id: "signUp",
    summary: "Create an account with e-mail address and password, and sign in",
    body: object(
      {
        email,
        password,
        name: { type: "string", examples: ["Maya Cole"] },
        proof: { ...text, description: "of the mailed link, where `GET /api/sign-up` says `proved`" },
        invitation: { ...text, description: "token of an invitation's link" },
      },
      ["email", "password", "name"],
    ),
    answer: signedIn,
  }),
  "/api/auth/sign-up/proof": post({
    id: "askSignUpProof",
    summary: "Have a link to sign up with mailed; the answer is the same where the address has an account",
    body: object({ email }),
    answer: status,
  }),
  "/api/auth/sign-in/email": post({
    id: "signIn",
    summary: "Sign in; with a second factor the answer has `twoFactorRedirect` and the code is asked for next",
    body: object({ email, password, rememberMe: flag }, ["email", "password"]),
    answer: object({ token: text, user, redirect: flag, twoFactorRedirect: flag }, []),
  }),
  "/api/auth/sign-out": post({
    id: "signOut",
    summary: "End this session",
    body: object({}, []),
    answer: object({ success: flag }),
  }),
  "/api/auth/get-session": get({
    id: "getSession",
    summary: "The session of the cookie, or null",
    answer: { anyOf: [object({ session, user }), { type: "null" }] },
  }),
  "/api/auth/list-sessions": get({
    id: "listSessions",
    summary: "The signed-in person's sessions",
    answer: { type: "array", items: session },
    needsSession: true,
  }),
  "/api/auth/revoke-session": post({
    id: "revokeSession",
    summary: "End one of your sessions",
    body: object({ token: text }),
    answer: status,
    needsSession: true,
  }),
  "/api/auth/revoke-other-sessions": post({
    id: "revokeOtherSessions",
    summary: "End all your sessions but this one",
    body: object({}, []),
    answer: status,
    needsSession: true,
  }),
  "/api/auth/update-user": post({
    id: "updateUser",
    summary: "Change your name",
    body: object({ name: { type: "string", examples: ["Maya Cole"] } }),
    answer: status,
    needsSession: true,
  }),
  "/api/auth/change-password": post({
    id: "changePassword",
    summary: "Change your password; `revokeOtherSessions` ends the others",
    body: object({ currentPassword: password, newPassword: password, revokeOtherSessions: flag }, [
      "currentPassword",
      "newPassword",
    ]),
    answer: object({ user }, []),
    needsSession: true,
  }),
  "/api/auth/request-password-reset": post({
    id: "requestPasswordReset",
    summary: "Have a link to choose a new password mailed; the answer is the same for unknown addresses",
    body: object({ email, redirectTo: { type: "string", examples: ["/reset-password"] } }, ["email"]),
    answer: object({ status: flag, message: text }, ["status"]),
  }),
  "/api/auth/reset-password": post({
    id: "resetPassword",
    summary: "Choose a new password with the token of the mailed link; ends every session",
    body: object({ token: text, newPassword: password }),
    answer: status,
  }),
  "/api/auth/two-factor/enable": post({
    id: "enableTwoFactor",
    summary: "Begin a second factor: the address for an authenticator app, and backup codes shown once",
    body: object({ password }),
    answer: object({ totpURI: text, backupCodes: { type: "array", items: text } }, []),
    needsSession: true,
  }),
  "/api/auth/two-factor/disable": post({
    id: "disableTwoFactor",
    summary: "Remove the second factor",
    body: object({ password }),
    answer: status,
    needsSession: true,
  }),
  "/api/auth/two-factor/verify-totp": post({
    id: "verifyTotp",
    summary: "The code of the authenticator app: ends signing in, and confirms a new second factor",
    body: object({ code, trustDevice: flag }, ["code"]),
    answer: signedIn,
  }),
  "/api/auth/two-factor/verify-backup-code": post({
    id: "verifyBackupCode",
    summary: "A backup code in place of the app's; each counts once",
    body: object({ code, trustDevice: flag }, ["code"]),
    answer: signedIn,
  }),
  "/api/auth/two-factor/generate-backup-codes": post({
    id: "generateBackupCodes",
    summary: "New backup codes; the old ones end",
    body: object({ password }),
    answer: object({ status: flag, backupCodes: { type: "array", items: text } }, ["backupCodes"]),
    needsSession: true,
  }),
  "/api/auth/sign-in/social": post({
    id: "signInAtProvider",
    summary: "Begin signing in at the provider `GET /api/sign-up` names: the answer's `url` leads there",
    body: object({ provider: { type: "string", enum: ["oidc"] }, callbackURL: text, errorCallbackURL: text }, [
      "provider",
    ]),
    answer: object({ url: text, redirect: flag }, ["url"]),
  }),
  "/api/auth/link-social": post({
    id: "linkProvider",
    summary: "Begin joining your account with the one you have at the provider: the answer's `url` leads there",
    body: object({ provider: { type: "string", enum: ["oidc"] }, callbackURL: text, errorCallbackURL: text }, [
      "provider",
    ]),
    answer: object({ url: text, redirect: flag }, ["url"]),
    needsSession: true,
  }),
  "/api/auth/list-accounts": get({
    id: "listWaysIn",
    summary: "How you can sign in: `credential` is a password, `oidc` the provider",
    answer: { type: "array", items: object({ id: text, providerId: text }) },
    needsSession: true,
  }),
  "/api/auth/passkey/generate-register-options": get({
    id: "beginPasskey",
    summary: "Begin a passkey: what `navigator.credentials.create` takes; within a day of signing in",
    answer: object({ challenge: text, rp: object({ id: text, name: text }) }),
    needsSession: true,
  }),
  "/api/auth/passkey/verify-registration": post({
    id: "addPasskey",
    summary: "Keep the passkey the device made",
    body: object({ response: { type: "object" }, name: text }, ["response"]),
    answer: passkey,
    needsSession: true,
  }),
  "/api/auth/passkey/generate-authenticate-options": get({
    id: "beginPasskeySignIn",
    summary: "Begin signing in with a passkey: what `navigator.credentials.get` takes",
    answer: object({ challenge: text, rpId: text }, ["challenge"]),
  }),
  "/api/auth/passkey/verify-authentication": post({
    id: "signInWithPasskey",
    summary: "Sign in with what the device answered; no second factor is asked for",
    body: object({ response: { type: "object" } }),
    answer: object({ session, user }),
  }),
  "/api/auth/passkey/list-user-passkeys": get({
    id: "listPasskeys",
    summary: "Your passkeys",
    answer: { type: "array", items: passkey },
    needsSession: true,
  }),
  "/api/auth/passkey/update-passkey": post({
    id: "renamePasskey",
    summary: "Rename a passkey",
    body: object({ id: text, name: text }),
    answer: object({ passkey }),
    needsSession: true,
  }),
  "/api/auth/passkey/delete-passkey": post({
    id: "removePasskey",
    summary: "Remove a passkey: it can't sign in any more",
    body: object({ id: text }),
    answer: status,
    needsSession: true,
  }),
};
