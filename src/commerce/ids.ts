/** Identifiers of our own rows: UUID text, branded so that one kind is never passed for another. */
declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type OrganizationId = Id<"organization">;
export type ConnectionId = Id<"connection">;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for lower-case UUID text, the only form in which ids enter SQL. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** Brands text as an organization's id. Throws a RangeError when it is not a UUID. */
export function organizationId(text: string): OrganizationId {
  if (!isUuid(text)) throw new RangeError("An organization id is a lower-case UUID.");
  return text as OrganizationId;
}

/** Brands text as a connection's id. Throws a RangeError when it is not a UUID. */
export function connectionId(text: string): ConnectionId {
  if (!isUuid(text)) throw new RangeError("A connection id is a lower-case UUID.");
  return text as ConnectionId;
}
