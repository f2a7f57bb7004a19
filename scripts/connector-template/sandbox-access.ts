/** Who may call the emulated shop: keys that a merchant makes in its admin. */
import type { Clock } from "../../src/commerce/clock.ts";
import type { SandboxAccount } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../src/connectors/kit/sandbox/server.ts";

export interface Access {
  readonly keys: Map<string, "good" | "revoked">;
}

export const newAccess = (_clock: Clock): Access => ({ keys: new Map() });

export function revoke({ keys }: Access): void {
  for (const key of keys.keys()) keys.set(key, "revoked");
}

/** Keys do not expire here: what ends them is their deletion. */
export const expire = revoke;

export type Proof = "good" | "bad";

export const proofOf = (request: SandboxRequest, { keys }: Access): Proof =>
  keys.get(request.headers["x-api-key"] ?? "") === "good" ? "good" : "bad";

export const refusalOf = (_proof: Proof) => ({
  code: "UNAUTHENTICATED",
  message: "The API key is unknown or was deleted.",
});

/** Pages outside the API, where a platform has any: none. */
export const answerAside = (_request: SandboxRequest, _access: Access): SandboxReply | null => null;

export function account({ keys }: Access): SandboxAccount {
  return {
    credentials() {
      const usable = [...keys].find(([, kind]) => kind === "good")?.[0];
      const apiKey = usable ?? `key_${String(keys.size + 1).padStart(24, "0")}`;
      keys.set(apiKey, "good");
      return { apiKey, shopUrl: "https://sandbox-shop.example" };
    },
    installWebhooks: () => ({}),
  };
}
