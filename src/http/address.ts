import ipaddr from "ipaddr.js";

/**
 * What limits count an address as: one of version 6 by its first 64 bits, because that is the least a connection is given
 * (RFC 6177); one of version 4 as it is, also inside version 6.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const [first = 0, second = 0, third = 0, fourth = 0] = (parsed as ipaddr.IPv6).parts;
  return `${[first, second, third, fourth].map((part) => part.toString(16)).join(":")}::/64`;
}
