/** Where a link of somebody else's may lead after the sign-in: to an address of this dashboard and nowhere else. */

// Nothing but the path counts: the origin is any that nobody else has.
const HERE = "https://here.invalid";
/** Browsers leave line breaks and tabs out of an address, and take a backslash for a slash. */
const ODD = /[\p{Cc}\\]/u;

/** The address, where it is one of ours; asked where an address is read, and again where it is followed. */
export function ownAddress(value: unknown): string | undefined {
  if (typeof value !== "string" || !/^\/(?!\/)/.test(value) || ODD.test(value)) return undefined;
  const read = URL.parse(value, HERE);
  return read?.origin === HERE ? read.pathname + read.search + read.hash : undefined;
}
