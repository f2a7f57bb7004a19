import { createHmac } from "node:crypto";

/**
 * The headers of a delivery as Standard Webhooks 1.0 describes them: `webhook-signature` holds one `v1` signature a
 * secret, so that a receiver may take over a new one in its own time.
 */
export function signedHeaders(message: {
  readonly id: string;
  readonly at: Date;
  readonly body: string;
  /** In the form `whsec_` and base64. */
  readonly secrets: readonly string[];
}): Record<string, string> {
  const timestamp = Math.floor(message.at.getTime() / 1000).toString();
  const signed = `${message.id}.${timestamp}.${message.body}`;
  const signatures = message.secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
  });
  return {
    "webhook-id": message.id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
