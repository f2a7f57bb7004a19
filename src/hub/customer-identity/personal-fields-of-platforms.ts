import type { Json } from "../../commerce/product.ts";

/**
 * Names of fields in platforms' answers that hold personal data, lower case without separators. Whole objects of
 * people and addresses go by their name, single fields of other objects by theirs.
 */
const PERSONAL = new Set(
  `address address1 address2 addressline1 addressline2 addresses billing billingaddress shipping shippingaddress
  billingdetails shippingdetails customer customernote customermessage buyer buyerinfo buyernote recipient consignee contact contactemail email
  emailaddress phone phonenumber phone1 phone2 mobile fullname firstname lastname name1 company city zip
  zipcode postcode postalcode latitude longitude clientdetails browserip customeripaddress customeruseragent ip
  ipaddress useragent defaultaddress fullphone note guestemail government deliveryaddress invoiceaddress
  customerlocale displayname`
    .split(/\s+/)
    .filter((name) => name !== ""),
);

/** The same answer without personal data: what stays is what happened, not to whom. */
export function withoutPersonalData(json: Json): Json {
  if (Array.isArray(json)) return json.map(withoutPersonalData);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).flatMap(([key, value]): [string, Json][] => {
      const name = key.toLowerCase().replace(/[^a-z0-9]/g, "");
      return PERSONAL.has(name) ? [] : [[key, withoutPersonalData(value)]];
    }),
  );
}

export interface MentionedPerson {
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** The platform's ids of the customer. */
  readonly customerKeys: readonly string[];
  /** The platform's ids of orders named beside. */
  readonly orderKeys: readonly string[];
}

/** Who and which orders a platform's privacy request is about, whatever its exact shape. */
export function mentionedPerson(data: Json): MentionedPerson {
  const found = {
    emails: new Set<string>(),
    phones: new Set<string>(),
    customerKeys: new Set<string>(),
    orderKeys: new Set<string>(),
  };
  const visit = (json: Json, name: string): void => {
    if (Array.isArray(json)) {
      for (const item of json) {
        if (name.startsWith("order") && isScalar(item)) found.orderKeys.add(String(item));
        else visit(item, name);
      }
      return;
    }
    if (typeof json !== "object" || json === null) return;
    for (const [key, value] of Object.entries(json)) {
      const next = key.toLowerCase();
      if (next === "email" && typeof value === "string") found.emails.add(value);
      if (next === "phone" && typeof value === "string") found.phones.add(value);
      if ((next === "customer_id" || (next === "id" && name === "customer")) && isScalar(value))
        found.customerKeys.add(String(value));
      visit(value, next);
    }
  };
  visit(data, "");
  return {
    emails: [...found.emails],
    phones: [...found.phones],
    customerKeys: [...found.customerKeys],
    orderKeys: [...found.orderKeys],
  };
}

function isScalar(json: Json | undefined): json is string | number {
  return typeof json === "string" || typeof json === "number";
}
