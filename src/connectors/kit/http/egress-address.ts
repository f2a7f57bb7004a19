/** Which addresses a call to a seller-supplied URL may reach (docs/security.md). */
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Ranges a development machine or an in-house shop lives in; opened only by the operator. */
const PRIVATE_RANGES: readonly string[] = ["loopback", "private", "uniqueLocal", "carrierGradeNat"];

/** Cloud metadata services that live inside private ranges: refused even when those are open. */
const METADATA = ["169.254.169.254", "100.100.100.200", "fd00:ec2::254"].map((text) => ipaddr.parse(text).toString());

/** Globally routed IPv6 is 2000::/3; NAT64, mapped, unique local and link-local all lie outside of it. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

/** Tunnels and protocol blocks inside 2000::/3 that lead elsewhere: Teredo and other 2001::/23, 6to4, documentation. */
const TUNNELS = ["2001::/23", "2002::/16", "2001:db8::/32", "3fff::/20", "5f00::/16"].map((cidr) =>
  ipaddr.parseCIDR(cidr),
);

export type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** A CIDR of the operator's allow-list. Throws an Error on anything else. */
export function parseNetwork(cidr: string): Network {
  return ipaddr.parseCIDR(cidr);
}

export interface AddressRules {
  readonly allowPrivateNetwork: boolean;
  readonly allowedNetworks: readonly Network[];
}

/** True when an IP address (text, as the resolver or a URL gives it) may be connected to. */
export function isReachable(text: string, rules: AddressRules): boolean {
  const bare = text.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.process(bare);
  if (METADATA.includes(address.toString())) return false;
  if (rules.allowedNetworks.some((network) => contains(network, address))) return true;
  if (rules.allowPrivateNetwork && PRIVATE_RANGES.includes(address.range())) return true;
  return isPublic(address);
}

function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  if (address.kind() === "ipv4") return true;
  return contains(GLOBAL_IPV6, address) && !TUNNELS.some((tunnel) => contains(tunnel, address));
}

function contains(network: Network, address: Address): boolean {
  const [base, bits] = network;
  return base.kind() === address.kind() && address.match(base, bits);
}
