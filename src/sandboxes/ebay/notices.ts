/** Notices of deleted accounts and the published key they are signed with (sheet section 6). */
import { generateKeyPairSync, sign } from "node:crypto";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { failure, ok } from "./replies.ts";
import { digits, now, type State } from "./state.ts";

export const newNoticeKey = (): State["noticeKey"] => ({
  id: "9936261a-7d7b-4621-a0f1-96ccb428af49",
  ...generateKeyPairSync("ec", { namedCurve: "P-256" }),
});

/** All on one line. */
export function publicKey({ noticeKey }: State, id: string): SandboxReply {
  if (id !== noticeKey.id) return failure(404, 195_020, "Invalid public key id.");
  const key = String(noticeKey.publicKey.export({ format: "pem", type: "spki" })).replaceAll("\n", "");
  return ok({ algorithm: "ECDSA", digest: "SHA1", key });
}

interface Deletion {
  readonly username: string;
  readonly userId: string;
}

/** Signed over the body written anew, or over the bytes as they are sent, which may have spaces. */
export function deletionNotice(
  state: State,
  data: Deletion,
  { spaces = 0, signsBytes = false }: { readonly spaces?: number; readonly signsBytes?: boolean } = {},
) {
  const notice = {
    metadata: { topic: "MARKETPLACE_ACCOUNT_DELETION", schemaVersion: "1.0", deprecated: false },
    notification: {
      notificationId: digits(state, 36),
      eventDate: now(state),
      publishDate: now(state),
      publishAttemptCount: 1,
      data: { ...data, eiasToken: "nY+sHZ2PrBmdj6wVnY" },
    },
  };
  const body = Buffer.from(JSON.stringify(notice, null, spaces));
  const bytes = signsBytes ? body : Buffer.from(JSON.stringify(notice));
  const { id, privateKey } = state.noticeKey;
  const header = {
    alg: "ecdsa",
    kid: id,
    signature: sign("sha1", bytes, privateKey).toString("base64"),
    digest: "SHA1",
  };
  const headers = { "x-ebay-signature": Buffer.from(JSON.stringify(header)).toString("base64") };
  return { body, headers };
}
