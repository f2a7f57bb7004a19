/**
 * The only door to the outside for URLs that sellers or platforms supply: shop addresses, images, outgoing
 * webhooks. Literal addresses are checked before connecting (undici never asks `lookup` for them), names are
 * resolved once, every answer is checked, and the connection goes to the checked address (no rebinding).
 */

import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns";
import { isIP } from "node:net";
import type { Dispatcher } from "undici";
import { Agent, buildConnector } from "undici";
import { message } from "../../../commerce/message.ts";
import type { AddressRules } from "./egress-address.ts";
import { isReachable, parseNetwork } from "./egress-address.ts";

/** Why a URL is not called. `permanent` is false when only the name's present addresses are at fault. */
export class EgressError extends Error {
  override name = "EgressError";
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean) {
    super(message);
    this.permanent = permanent;
  }
}

export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export interface EgressOptions {
  /** Opens loopback, private and carrier-grade ranges, plain http and every port: development, in-house shops. */
  readonly allowPrivateNetwork?: boolean | undefined;
  /** Plain http to public addresses (shops without TLS). */
  readonly allowHttp?: boolean | undefined;
  /** CIDRs only the operator can name. */
  readonly allowedNetworks?: readonly string[] | undefined;
  /** Beside 443, 8443, 8080 and (with allowHttp) 80. */
  readonly extraPorts?: readonly number[] | undefined;
  /** This one origin (scheme, literal address, port) is open besides, and nothing near it: a sandbox of the hub's own. */
  readonly ownOrigin?: string | undefined;
  /** Default: the system's resolver. */
  readonly resolve?: Resolve | undefined;
}

export interface Egress {
  /** The URL, when its scheme, port, user part and literal address are allowed. Throws EgressError. */
  check(url: string | URL): URL;
  /** Connects only to checked addresses, whatever URL it is given. */
  readonly dispatcher: Dispatcher;
  close(): Promise<void>;
}

/** A platform that takes no connection for so long is down (docs/faults.md, F14). */
const CONNECT_TIMEOUT_MS = 5_000;
const CONNECTIONS_PER_ORIGIN = 16;

/** One per process; keeps connections alive between calls. Throws an Error when a CIDR cannot be read. */
export function createEgress(options: EgressOptions = {}): Egress {
  const rules: AddressRules = {
    allowPrivateNetwork: options.allowPrivateNetwork ?? false,
    allowedNetworks: (options.allowedNetworks ?? []).map(parseNetwork),
  };
  const resolve = options.resolve ?? systemResolve;
  const connect = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    lookup: (hostname, _options, callback) => {
      resolveChecked(hostname, resolve, rules).then(
        (addresses) => callback(null, [...addresses]),
        (error: Error) => callback(error, []),
      );
    },
  });
  const agent = new Agent({
    connections: CONNECTIONS_PER_ORIGIN,
    pipelining: 1,
    connect: (target, callback) => {
      const isOwn = options.ownOrigin !== undefined && originOf(target) === options.ownOrigin;
      if (!isOwn && isIP(target.hostname.replace(/^\[|\]$/g, "")) && !isReachable(target.hostname, rules)) {
        return callback(refusedAddress(true), null);
      }
      // A socket path would bypass every check.
      connect({ ...target, socketPath: null } as buildConnector.Options, callback);
    },
  });
  return { check: (url) => checkUrl(url, options, rules), dispatcher: agent, close: () => agent.destroy() };
}

function checkUrl(url: string | URL, options: EgressOptions, rules: AddressRules): URL {
  const parsed = typeof url === "string" ? URL.parse(url) : url;
  if (!parsed) throw new EgressError(message("platform.address").text, true);
  const hasUser = parsed.username !== "" || parsed.password !== "";
  if (options.ownOrigin !== undefined && parsed.origin === options.ownOrigin && !hasUser) return parsed;
  const isPlain = parsed.protocol === "http:";
  if (isPlain && !options.allowHttp && !rules.allowPrivateNetwork)
    throw new EgressError(message("platform.address.secure").text, true);
  if (!isPlain && parsed.protocol !== "https:") throw new EgressError(message("platform.address.secure").text, true);
  if (hasUser) throw new EgressError(message("platform.address.user").text, true);
  if (!rules.allowPrivateNetwork && !isPortAllowed(parsed, options))
    throw new EgressError(message("platform.address.port", { port: parsed.port }).text, true);
  if (isIP(parsed.hostname.replace(/^\[|\]$/g, "")) && !isReachable(parsed.hostname, rules)) throw refusedAddress(true);
  return parsed;
}

function originOf(target: { protocol: string; hostname: string; port: string }): string | undefined {
  return URL.parse(`${target.protocol}//${target.hostname}${target.port === "" ? "" : `:${target.port}`}`)?.origin;
}

function isPortAllowed(url: URL, options: EgressOptions): boolean {
  const port = Number(url.port || (url.protocol === "http:" ? 80 : 443));
  const allowed = [443, 8443, 8080, ...(options.allowHttp ? [80] : []), ...(options.extraPorts ?? [])];
  return allowed.includes(port);
}

async function resolveChecked(
  hostname: string,
  resolve: Resolve,
  rules: AddressRules,
): Promise<readonly LookupAddress[]> {
  const addresses = await resolve(hostname);
  if (addresses.length === 0) throw Object.assign(new Error(`${hostname} has no address.`), { code: "ENOTFOUND" });
  // All of them: a mix of public and private answers is an attack or a mistake, never a shop.
  if (!addresses.every(({ address }) => isReachable(address, rules))) throw refusedAddress(false);
  return addresses;
}

function refusedAddress(permanent: boolean): EgressError {
  return new EgressError(message("platform.address.private").text, permanent);
}

const systemResolve: Resolve = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });
