/** The buyer of an order: often masked, the e-mail always TikTok's relay (sheet section 8). */

import type { Address, Contact, ContactQuality } from "../../commerce/order.ts";
import { reportedAddress } from "../kit/parse/address.ts";
import { joinedName } from "../kit/parse/person-name.ts";
import { normalisePhone } from "../kit/parse/phone.ts";
import type { Order } from "./schemas.ts";

type Recipient = Order["recipient_address"];

const isMasked = (text: string | undefined): boolean => text?.includes("*") ?? false;

export function contactOf(order: Order): Contact {
  const { recipient_address: recipient, buyer_email: email, user_id: key } = order;
  const name = nameOf(recipient);
  const phone = phoneOf(recipient);
  return { key, name, email, phone, quality: qualityOf({ name, phone, email }) };
}

function qualityOf(points: {
  readonly name: string | undefined;
  readonly phone: string | undefined;
  readonly email: string | undefined;
}): ContactQuality {
  if (isMasked(points.phone) || isMasked(points.name)) return "masked";
  if (points.email !== undefined) return "relay";
  return points.phone === undefined ? "absent" : "real";
}

function nameOf(recipient: Recipient): string | undefined {
  return recipient?.name ?? joinedName(recipient?.first_name, recipient?.last_name);
}

/** "(+44)7911123456": the country stands in brackets. A masked number stays as it is. */
function phoneOf(recipient: Recipient): string | undefined {
  const given = recipient?.phone_number;
  if (given === undefined || isMasked(given)) return given;
  return normalisePhone(given.replace(/[()]/g, ""), recipient?.region_code) ?? given;
}

/** Absent while an order is unpaid or on hold. */
export function addressOf(recipient: Recipient): Address | undefined {
  if (!recipient) return undefined;
  const level = (requested: string) =>
    recipient.district_info.find(({ address_level }) => address_level === requested)?.address_name;
  const first = recipient.address_line1 ?? recipient.address_detail;
  const more = [recipient.address_line2, recipient.address_line3, recipient.address_line4].filter(Boolean).join(", ");
  return reportedAddress({
    name: nameOf(recipient),
    line1: first ?? recipient.full_address,
    line2: more || undefined,
    city: recipient.post_town ?? level("L3") ?? level("L2"),
    region: level("L1"),
    postcode: recipient.postal_code,
    country: recipient.region_code,
    phone: phoneOf(recipient),
  });
}
