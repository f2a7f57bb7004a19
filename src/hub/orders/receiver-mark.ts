const address = (field: string): string => `o.shipping_address ->> '${field}'`;
const NAME = `coalesce(${address("name")}, o.contact ->> 'name')`;
const PHONE = `coalesce(${address("phone")}, o.contact ->> 'phone')`;
const STREET = ["company", "line1", "line2"] as const;
const PLACE = ["city", "region", "postcode", "country"] as const;

/** A digest of an order's receiver as couriers are told of it, of `sales_order o`. */
export const RECEIVER_MARK = `md5(jsonb_build_array(
    ${NAME},
    ${PHONE},
    ${[...STREET, ...PLACE].map(address).join(",\n    ")})::text)`;

const digest = (fields: readonly string[]): string =>
  `md5(jsonb_build_array(${fields.map((field) => `nullif(btrim(${field}), '')`).join(", ")})::text)`;

/** A digest of the place alone: no courier redirects a parcel to another. */
export const RECEIVER_ADDRESS = digest(PLACE.map((field) => `lower(${address(field)})`));

/** Digests of an order's receiver by part, of `sales_order o`. */
export const RECEIVER_PARTS = `jsonb_build_object(
    'name', ${digest([NAME])},
    'phone', ${digest([PHONE])},
    'street', ${digest(STREET.map(address))},
    'place', ${RECEIVER_ADDRESS})`;

/** Digests of the parts that a correction sends; `change` is SQL of its JSON. */
export const correctedParts = (change: string): string => `jsonb_strip_nulls(jsonb_build_object(
    'name', case when ${change} ->> 'name' is not null then ${digest([`${change} ->> 'name'`])} end,
    'phone', case when ${change} ->> 'phone' is not null then ${digest([`${change} ->> 'phone'`])} end,
    'street', case when ${change} ->> 'street' is not null
      then ${digest(STREET.map((field) => `${change} -> 'street' ->> '${field}'`))} end))`;
