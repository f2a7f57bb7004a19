/** Who may do what: keys, their ticks, and the words of each refusal. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Format } from "./replies.ts";
import { errorReply, Refusal } from "./replies.ts";
import type { Key, State } from "./state.ts";

const REALM = 'Basic realm="Welcome to PrestaShop Webservice, please enter the authentication key as the login."';

export function formatOf(request: SandboxRequest): Format {
  const requested =
    request.query.get("output_format") ?? request.headers["output-format"] ?? request.headers["io-format"];
  return requested?.toUpperCase() === "JSON" ? "json" : "xml";
}

/** The key of a call, or the answer of a closed door. */
export function authorize(state: State, request: SandboxRequest): Key | SandboxReply {
  const format = formatOf(request);
  const closed = (refusal: Refusal, version = "0"): SandboxReply => {
    const reply = errorReply(state, format, refusal, version);
    return refusal.status === 401 ? { ...reply, headers: { ...reply.headers, "www-authenticate": REALM } } : reply;
  };
  if (request.method === "OPTIONS") return { status: 200, text: "200 OK" };
  if (!state.isWebserviceOn)
    return closed(
      new Refusal(503, [22, "The PrestaShop webservice is disabled. Please activate it in the PrestaShop Back Office"]),
    );
  const given = givenKey(state, request);
  if (given === null)
    return {
      status: 401,
      text: "401 Unauthorized",
      headers: { "content-type": "text/html; charset=utf-8", "www-authenticate": REALM },
    };
  if (given === "") return closed(new Refusal(401, [17, "Authentication key is empty"]));
  if (given.length !== 32) return closed(new Refusal(401, [18, "Invalid authentication key format"]));
  const noRights = [21, "No permission for this authentication key"] as const;
  const key = state.keys.get(given);
  if (!key?.isActive) return closed(new Refusal(401, [20, "Authentification key is not active"], noRights));
  if (key.permissions !== null && Object.keys(key.permissions).length === 0) return closed(new Refusal(401, noRights));
  if (!key.hasShop) return closed(new Refusal(403, [132, "No permission for this key on this shop"]), state.version);
  return key;
}

/** The header wins over `ws_key`; the password is not looked at. */
function givenKey(state: State, { headers, query }: SandboxRequest): string | null {
  const proof = state.stripsAuthorization ? undefined : headers.authorization;
  const basic = /^Basic +(.*)$/i.exec(proof ?? "")?.[1];
  if (basic !== undefined) return Buffer.from(basic, "base64").toString("utf8").split(":")[0] ?? "";
  return query.get("ws_key");
}

const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  stock_availables: ["POST", "DELETE"],
  search: ["PUT", "POST", "PATCH", "DELETE"],
};

/** Throws the refusal of a resource or method the key has no tick for, or nobody may use. */
export function requireRight(state: State, key: Key, resource: string, method: string): void {
  const ticks = key.permissions === null ? null : key.permissions[resource];
  if (ticks === undefined)
    throw new Refusal(401, [26, `Resource of type "${resource}" is not allowed with this authentication key`]);
  // PATCH came with version 8.
  if (method === "PATCH" && state.version.startsWith("1.7")) throw new Refusal(405, [23, "Method PATCH is not valid"]);
  if (ticks !== null && !ticks.includes(method))
    throw new Refusal(405, [
      25,
      `Method ${method} is not allowed for the resource ${resource} with this authentication key`,
    ]);
  if (FORBIDDEN[resource]?.includes(method))
    throw new Refusal(405, [101, `Method ${method} is not allowed for the resource ${resource}`]);
}
